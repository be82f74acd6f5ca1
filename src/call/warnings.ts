import type { ResolvedOptions } from "./options.ts";

/** Warns in the console about options that have no effect in a sealed call. */
export function warnOfUselessOptions({
  connectionOptions,
}: Pick<ResolvedOptions, "connectionOptions">): void {
  if (connectionOptions.audioStreamingLanguageCode === undefined) return;
  // biome-ignore lint/suspicious/noConsole: The option has no effect, which only the developer can mend. It is no error of the call.
  console.warn(
    "react-sora-e2ee: connectionOptions.audioStreamingLanguageCode has no effect, because the server cannot transcribe sealed audio. Leave the option out.",
  );
}
