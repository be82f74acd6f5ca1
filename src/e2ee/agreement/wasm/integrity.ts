import { SoraE2EEError } from "../../../errors.ts";

const strengths = ["sha256", "sha384", "sha512"] as const;
type Algorithm = (typeof strengths)[number];

interface Expected {
  readonly algorithm: Algorithm;
  readonly digests: readonly string[];
}

/**
 * Reads Subresource Integrity metadata (W3C SRI, "parse metadata" and "get the strongest metadata"): white
 * space separates hashes, options after `?` and unknown algorithms are ignored, and only the strongest
 * algorithm counts.
 *
 * One difference: SRI accepts any file if no hash is usable. Here such metadata is an `invalid-options` error.
 */
export function parseIntegrity(metadata: string): Expected {
  let algorithm: Algorithm | null = null;
  let digests: string[] = [];
  for (const item of metadata.split(/[\t\n\f\r ]+/)) {
    const expression = item.split("?", 1)[0] ?? "";
    const dash = expression.indexOf("-");
    const name = strengths.find((known) => known === expression.slice(0, Math.max(dash, 0)));
    const digest = normalizeBase64(expression.slice(dash + 1));
    if (name === undefined || digest === "") continue;
    if (algorithm === null || strengths.indexOf(name) > strengths.indexOf(algorithm)) {
      algorithm = name;
      digests = [];
    }
    if (name === algorithm) digests.push(digest);
  }
  if (algorithm === null) {
    throw new SoraE2EEError(
      "invalid-options",
      "The integrity option contains no usable hash. Use Subresource Integrity syntax, for example sha384-…",
    );
  }
  return { algorithm, digests };
}

/** Throws `wasm-integrity-mismatch` unless the bytes match one of the hashes of the strongest algorithm. */
export async function verifyIntegrity(bytes: Uint8Array<ArrayBuffer>, expected: Expected): Promise<void> {
  const hash = await crypto.subtle.digest(`SHA-${expected.algorithm.slice(3)}`, bytes);
  const actual = normalizeBase64(btoa(String.fromCharCode(...new Uint8Array(hash))));
  if (expected.digests.includes(actual)) return;
  throw new SoraE2EEError(
    "wasm-integrity-mismatch",
    `The wasm file does not match the integrity option. Its hash is ${expected.algorithm}-${actual}. ` +
      "Do not use it unless you replaced the file yourself.",
  );
}

/** Both base64 alphabets are in use for SRI, with and without padding. */
function normalizeBase64(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
}
