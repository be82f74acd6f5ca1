export type CallResult = "works" | "no-encoder" | "no-decoder" | "fails";
export type CallCodec = "VP8" | "VP9" | "H264" | "AV1";

export interface BrowserVersion {
  readonly browser: "chromium" | "firefox";
  readonly version: number;
}

/** What was observed of calls from one browser to another. */
export interface BrowserCall {
  readonly from: BrowserVersion;
  readonly to: BrowserVersion;
  readonly codecs: Readonly<Record<CallCodec, CallResult>>;
}

export const codecs: readonly CallCodec[];
export function mergeCalls(known: readonly BrowserCall[], observed: readonly BrowserCall[]): BrowserCall[];
export function browserTable(calls: readonly BrowserCall[], language: "en" | "ja"): string;
export function versionsOf(calls: readonly BrowserCall[], browser: BrowserVersion["browser"]): number[];
export function withBrowserTable(
  readme: string,
  calls: readonly BrowserCall[],
  language: "en" | "ja",
): string;
