import type { ResolvedOptions } from "./options.ts";

/** Says in the console which options do nothing in a sealed call. */
export function warnOfUselessOptions({
  connectionOptions,
}: Pick<ResolvedOptions, "connectionOptions">): void {
  if (connectionOptions.audioStreamingLanguageCode === undefined) return;
  // biome-ignore lint/suspicious/noConsole: The developer of the app has to see this, and the call goes on.
  console.warn(
    "react-sora-e2ee: connectionOptions.audioStreamingLanguageCode has no use here. The server cannot transcribe sealed audio. Leave the option out.",
  );
}
