import { describe, expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "../../../src/protocol/base64.ts";
import { parseBundle, writeBundle } from "../../../src/protocol/bundle.ts";
import { isConnectionId, readConnectionId } from "../../../src/protocol/connection-id.ts";
import {
  frameHeaderLength,
  hasConnectionId,
  parseFrameHeader,
  writeFrameHeader,
} from "../../../src/protocol/frame-header.ts";
import {
  type CipherMessage,
  type PreKeyMessage,
  parseKeyMessage,
  parseMaterial,
  writeCipherMessage,
  writeMaterial,
  writePreKeyMessage,
  writeRatchetHeader,
} from "../../../src/protocol/key-message.ts";
import { failsWith } from "./support/attacks.ts";

const filled = (length: number, byte = 1) => new Uint8Array(length).fill(byte);
const alice = "A".repeat(26);
const bob = "B".repeat(26);

describe("a key message", () => {
  const preKey: Omit<PreKeyMessage, "kind"> = {
    source: alice,
    destination: bob,
    identityKey: filled(32),
    ephemeralKey: filled(32),
  };
  const cipher: Omit<CipherMessage, "kind"> = {
    source: alice,
    destination: bob,
    header: { ratchetKey: filled(32), previousCount: 1, count: 2 },
    ciphertext: filled(52),
  };

  test.each([
    ["source", 4],
    ["source", 29],
    ["destination", 30],
    ["destination", 55],
  ])("is refused with a %s that is not ASCII (byte %i)", (_field, offset) => {
    for (const message of [writePreKeyMessage(preKey), writeCipherMessage(cipher)]) {
      message[offset] = 0x80;
      expect(() => parseKeyMessage(message)).toThrow(failsWith("invalid-message"));
      message[offset] = 0x7f;
      expect(parseKeyMessage(message)).toMatchObject({ kind: message.length === 120 ? "pre-key" : "cipher" });
    }
  });

  test.each([-1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "cannot be written with the number %d, which does not fit in 32 bits",
    (number) => {
      for (const counts of [
        { previousCount: number, count: 0 },
        { previousCount: 0, count: number },
      ]) {
        expect(() => writeRatchetHeader({ ratchetKey: filled(32), ...counts })).toThrow(
          failsWith("invalid-message"),
        );
      }
      expect(() => writeMaterial({ keyId: number, secretKeyMaterial: filled(32) })).toThrow(
        failsWith("invalid-message"),
      );
    },
  );

  test("accepts each 32-bit number, up to the highest one", () => {
    for (const number of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      const secretKeyMaterial = filled(32, 3);
      expect(parseMaterial(writeMaterial({ keyId: number, secretKeyMaterial })).keyId).toBe(number);
      const header = { ratchetKey: filled(32), previousCount: number, count: number };
      expect(parseKeyMessage(writeCipherMessage({ ...cipher, header }))).toMatchObject({ header });
    }
  });

  test.each([31, 33])("cannot be written with a key of %i bytes", (length) => {
    const wrong = filled(length);
    for (const write of [
      () => writePreKeyMessage({ ...preKey, identityKey: wrong }),
      () => writePreKeyMessage({ ...preKey, ephemeralKey: wrong }),
      () => writeCipherMessage({ ...cipher, header: { ...cipher.header, ratchetKey: wrong } }),
      () => writeCipherMessage({ ...cipher, ciphertext: filled(length + 20) }),
      () => writeMaterial({ keyId: 0, secretKeyMaterial: wrong }),
    ]) {
      expect(write).toThrow(failsWith("invalid-message"));
    }
  });

  test.each([
    ["signed bytes", new Int8Array(36)],
    ["a view of another kind", new DataView(new ArrayBuffer(36))],
    ["an object that only says that it is a byte array", { [Symbol.toStringTag]: "Uint8Array", length: 36 }],
    ["too few bytes", filled(35)],
    ["too many bytes", filled(37)],
  ])("cannot be written with %s as its key", (_what, plaintext) => {
    expect(() => parseMaterial(plaintext as Uint8Array)).toThrow(failsWith("invalid-message"));
  });

  test("can be written with a key that is a part of a larger buffer", () => {
    const buffer = filled(80, 9);
    buffer.set(writeMaterial({ keyId: 7, secretKeyMaterial: filled(32, 4) }), 20);
    expect(parseMaterial(buffer.subarray(20, 56))).toEqual({ keyId: 7, secretKeyMaterial: filled(32, 4) });
  });
});

describe("a connection id", () => {
  test("must be a string, not a list of 26 characters", () => {
    expect(isConnectionId(alice)).toBe(true);
    expect(isConnectionId([...alice])).toBe(false);
  });

  test("is never read from outside of the bytes", () => {
    const bytes = filled(40, 65);
    expect(readConnectionId(bytes, 0)).toBe(alice);
    expect(readConnectionId(bytes, 14)).toBe(alice);
    expect(readConnectionId(bytes, 15)).toBeNull();
    expect(readConnectionId(bytes, -1)).toBeNull();
  });
});

describe("a frame header", () => {
  const connectionId = filled(26, 65);

  test.each([
    [0, 1],
    [0xff, 1],
    [0x100, 2],
    [0xffff, 2],
    [0x10000, 3],
    [0xffffff, 3],
    [0x1000000, 4],
    [0xffffffff, 4],
  ])("encodes the number %i in %i bytes", (number, length) => {
    const bytes = new Uint8Array(40);
    expect(frameHeaderLength(number, 0)).toBe(1 + length + 1 + 26);
    expect(frameHeaderLength(0, number)).toBe(1 + 1 + length + 26);
    expect(writeFrameHeader(bytes, 0, number, 0, connectionId)).toBe(1 + length + 1 + 26);
    expect(bytes[0]).toBe(0x18 | length);
    expect(parseFrameHeader(bytes, 0)).toMatchObject({ keyId: number, counter: 0 });
    expect(writeFrameHeader(bytes, 0, 0, number, connectionId)).toBe(1 + 1 + length + 26);
    expect(bytes[0]).toBe(0x09 | (length << 4));
    expect(parseFrameHeader(bytes, 0)).toMatchObject({ keyId: 0, counter: number });
  });

  test("is refused with a number in a longer form than needed", () => {
    for (const longer of [2, 3, 4, 5, 6, 7]) {
      const bytes = new Uint8Array(60);
      bytes[0] = 0x18 | longer;
      expect(parseFrameHeader(bytes, 0)).toBeNull();
      bytes[0] = 0x09 | (longer << 4);
      expect(parseFrameHeader(bytes, 0)).toBeNull();
    }
  });

  test("is refused with a number of zero bytes", () => {
    for (const config of [0x18, 0x09, 0x08]) {
      expect(parseFrameHeader(Uint8Array.of(config, ...filled(50, 0)), 0)).toBeNull();
    }
  });

  test("is refused when it lies beyond the end of the frame", () => {
    expect(parseFrameHeader(new Uint8Array(0), 0)).toBeNull();
    expect(parseFrameHeader(filled(40, 0x19), 40)).toBeNull();
    const bytes = new Uint8Array(29);
    writeFrameHeader(bytes, 0, 0, 0, connectionId);
    expect(parseFrameHeader(bytes, 0)).toEqual({ keyId: 0, counter: 0, connectionIdOffset: 3, end: 29 });
    expect(parseFrameHeader(bytes.subarray(0, 28), 0)).toBeNull();
  });

  test("belongs to a sender only when all 26 bytes of the id match", () => {
    const frame = filled(30, 65);
    expect(hasConnectionId(frame, 2, connectionId)).toBe(true);
    expect(hasConnectionId(frame, 4, connectionId)).toBe(true);
    expect(hasConnectionId(frame, 5, connectionId)).toBe(false);
    for (let index = 0; index < 26; index++) {
      const other = connectionId.slice();
      other[index] = 66;
      expect(hasConnectionId(frame, 2, other)).toBe(false);
    }
    expect(hasConnectionId(new Uint8Array(0), 0, new Uint8Array(0))).toBe(false);
    expect(hasConnectionId(frame, 2, filled(25, 65))).toBe(false);
    expect(hasConnectionId(frame, 2, filled(27, 65))).toBe(false);
  });
});

describe("base64", () => {
  test("is accepted only with the expected number of bytes", () => {
    const text = encodeBase64(filled(32, 7));
    expect(decodeBase64(text, 32)).toEqual(filled(32, 7));
    for (const length of [31, 33, 30, 0, 64]) expect(decodeBase64(text, length)).toBeNull();
  });

  test("must be a string, not a list of characters", () => {
    expect(decodeBase64([...encodeBase64(filled(32, 7))], 32)).toBeNull();
    expect(decodeBase64({ length: 44, toString: () => encodeBase64(filled(32, 7)) }, 32)).toBeNull();
  });
});

describe("a pre-key bundle", () => {
  const bundle = writeBundle({
    identityKey: filled(32),
    signedPreKey: filled(32),
    preKeySignature: filled(64),
  });

  test("must be an object, not a function with the same fields", () => {
    expect(parseBundle({ ...bundle })).toMatchObject({ identityKey: filled(32) });
    expect(() => parseBundle(Object.assign(() => undefined, bundle))).toThrow(failsWith("invalid-bundle"));
  });

  test.each(["identityKey", "signedPreKey", "preKeySignature"] as const)("is refused without %s", (field) => {
    expect(() => parseBundle({ ...bundle, [field]: undefined })).toThrow(failsWith("invalid-bundle"));
    expect(() => parseBundle({ ...bundle, [field]: `${bundle[field]}=` })).toThrow(
      failsWith("invalid-bundle"),
    );
  });

  test("is refused when reading it throws, with the thrown value as the cause", () => {
    const cause = new Error("no");
    const hostile = {
      get identityKey() {
        throw cause;
      },
    };
    expect(() => parseBundle(hostile)).toThrow(expect.objectContaining({ code: "invalid-bundle", cause }));
  });
});
