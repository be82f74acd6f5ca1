import type { ResolvedOptions } from "./options.ts";

/** Warns in the console about options that have no effect in a sealed call. */
export function warnOfUselessOptions({
  connectionOptions,
}: Pick<ResolvedOptions, "connectionOptions">): void {
  if (connectionOptions.audioStreamingLanguageCode === undefined) return;
  // biome-ignore lint/suspicious/noConsole: The developer has to change an option without effect. The call itself has no error.
  console.warn(
    "react-sora-e2ee: connectionOptions.audioStreamingLanguageCode has no effect, because the server cannot transcribe sealed audio. Leave the option out.",
  );
}
