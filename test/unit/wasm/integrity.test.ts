import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseIntegrity, verifyIntegrity } from "../../../src/e2ee/agreement/wasm/integrity.ts";

const bytes = new TextEncoder().encode("a wasm file");
const hash = (algorithm: string, of: Uint8Array = bytes) =>
  `${algorithm}-${createHash(algorithm).update(of).digest("base64")}`;
const other = new TextEncoder().encode("another file");
const check = (metadata: string) => verifyIntegrity(bytes, parseIntegrity(metadata));

describe("integrity metadata", () => {
  test.each(["sha256", "sha384", "sha512"])("accepts the file's %s hash", async (algorithm) => {
    await check(hash(algorithm));
  });

  test("accepts any of several hashes of the strongest algorithm", async () => {
    await check(`${hash("sha384", other)}\n\t ${hash("sha384")}`);
  });

  test("ignores a weaker hash, right or wrong, beside a stronger one", async () => {
    await check(`${hash("sha256", other)} ${hash("sha512")}`);
    await expect(check(`${hash("sha512", other)} ${hash("sha256")}`)).rejects.toMatchObject({
      code: "wasm-integrity-mismatch",
    });
  });

  test("ignores options and unknown algorithms", async () => {
    await check(`sha1024-AAAA md5-BBBB ${hash("sha256")}?ct=application/wasm`);
  });

  test("accepts the URL-safe alphabet and missing padding", async () => {
    await check(
      hash("sha256").slice(0, 7) +
        hash("sha256").slice(7).replaceAll("+", "-").replaceAll("/", "_").replace("=", ""),
    );
  });

  test("names the hash that the file has", async () => {
    const expected = hash("sha384").replace(/=+$/, "");
    await expect(check(hash("sha384", other))).rejects.toThrow(expected);
  });

  test.each(["", "  ", "sha1-abcd", "nonsense", "sha256", "sha256-", "SHA256-abcd", "-", "?sha256-abcd"])(
    "refuses %j, which checks nothing",
    (metadata) => {
      expect(() => parseIntegrity(metadata)).toThrow(expect.objectContaining({ code: "invalid-options" }));
    },
  );
});
