import { SoraE2EEError } from "../errors.ts";
import { loneSurrogate, malformedTextIn } from "../protocol/well-formed.ts";
import { isJson } from "../sora/check-connection-options.ts";
import type { JSONType } from "../sora/options.ts";
import type { SoraCallOptions } from "./types.ts";

/**
 * The metadata for one connection. A function is asked again for each, so that a reconnect has a fresh access token.
 * @throws {SoraE2EEError} `metadata-failed` when the function throws or rejects; `invalid-options` when it returns
 * something that JSON cannot hold, or a text with half of a surrogate pair.
 */
export async function metadataFor({ metadata }: Pick<SoraCallOptions, "metadata">): Promise<JSONType> {
  if (typeof metadata !== "function") return metadata ?? null;
  const value = await asked(metadata);
  if (isJson(value)) {
    const malformed = malformedTextIn(value, "metadata");
    if (malformed === null) return value;
    throw new SoraE2EEError(
      "invalid-options",
      `The function metadata returned a text that cannot be sent: ${malformed} ${loneSurrogate}.`,
    );
  }
  throw new SoraE2EEError(
    "invalid-options",
    "The function metadata returned a value that JSON cannot hold. Return a JSON value, without BigInt and cycles.",
  );
}

async function asked(metadata: () => JSONType | Promise<JSONType>): Promise<JSONType> {
  try {
    return (await metadata()) ?? null;
  } catch (cause) {
    if (cause instanceof SoraE2EEError) throw cause;
    throw new SoraE2EEError(
      "metadata-failed",
      "The function metadata failed, so there is nothing to ask Sora for permission with. Its error is the cause.",
      { cause },
    );
  }
}
