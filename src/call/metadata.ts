import { SoraE2EEError } from "../errors.ts";
import { withTimeLimit } from "../protocol/time-limit.ts";
import { loneSurrogate, malformedTextIn } from "../protocol/well-formed.ts";
import { jsonProblem } from "../sora/json-problem.ts";
import type { JSONType } from "../sora/options.ts";
import { readable } from "./readable.ts";
import type { SoraCallOptions } from "./types.ts";

/** Time limit for the function, in milliseconds. A person and a reconnect wait for it. */
export const metadataLimitMs = 30_000;

/**
 * The metadata for one connection. A function is asked again for each, so that a reconnect has a fresh access token.
 * @throws {SoraE2EEError} `metadata-failed` when the function throws, rejects or takes too long; `invalid-options` when it
 * returns something that JSON cannot hold, or a text with half of a surrogate pair.
 */
export async function metadataFor({ metadata }: Pick<SoraCallOptions, "metadata">): Promise<JSONType> {
  if (typeof metadata !== "function") return metadata ?? null;
  const value = await asked(metadata);
  const found = readable("metadata", () => {
    const json = jsonProblem(value, "metadata");
    if (json !== null) return `${json}, and must be a value with a JSON form`;
    const malformed = malformedTextIn(value, "metadata");
    return malformed === null ? null : `${malformed} ${loneSurrogate}`;
  });
  if (found === null) return value;
  throw new SoraE2EEError(
    "invalid-options",
    `The function metadata returned a value that cannot be sent: ${found}.`,
  );
}

async function asked(metadata: () => JSONType | Promise<JSONType>): Promise<JSONType> {
  try {
    return (await withTimeLimit(answerOf(metadata), metadataLimitMs, tooLate)) ?? null;
  } catch (cause) {
    if (cause instanceof SoraE2EEError) throw cause;
    throw new SoraE2EEError(
      "metadata-failed",
      "The function metadata failed, so the call has no metadata for Sora. The cause has the function's error. Correct the function, then connect again.",
      { cause },
    );
  }
}

/** The function may also throw, or return a value synchronously. */
async function answerOf(metadata: () => JSONType | Promise<JSONType>): Promise<JSONType> {
  return metadata();
}

function tooLate(): SoraE2EEError {
  return new SoraE2EEError(
    "metadata-failed",
    `The function metadata did not answer within ${metadataLimitMs / 1000} s. Make it reject when its source does not answer.`,
  );
}
