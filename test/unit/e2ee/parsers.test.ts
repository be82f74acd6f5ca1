import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMessageHeader, writeMessageHeader } from "../../../src/e2ee/messages/message-header.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { decodeBase64, encodeBase64 } from "../../../src/protocol/base64.ts";
import { parseBundle, writeBundle } from "../../../src/protocol/bundle.ts";
import { connectionIdBytes, isConnectionId, readConnectionId } from "../../../src/protocol/connection-id.ts";
import {
  frameHeaderLength,
  hasConnectionId,
  parseFrameHeader,
  writeFrameHeader,
} from "../../../src/protocol/frame-header.ts";
import {
  parseKeyMessage,
  parseMaterial,
  writeCipherMessage,
  writeMaterial,
  writePreKeyMessage,
} from "../../../src/protocol/key-message.ts";

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Uint8Array.from(array));
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const id = fc.string({
  unit: fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
  minLength: 26,
  maxLength: 26,
});

/** Arbitrary bytes, and arbitrary bytes that begin and end like messages do. */
const anyMessage = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .record({
      type: fc.integer({ min: 0, max: 2 }),
      reserved: fc.nat(255),
      length: fc.constantFrom(0, 52, 51, 53, 0xffff),
      rest: fc.oneof(bytes(116), bytes(144), fc.uint8Array({ maxLength: 200 })),
    })
    .map(({ type, reserved, length, rest }) =>
      Uint8Array.of(type, reserved, length >> 8, length & 255, ...rest),
    ),
);

function onlyTyped<Result>(run: () => Result): Result | SoraE2EEError {
  try {
    return run();
  } catch (error) {
    if (error instanceof SoraE2EEError) return error;
    throw error;
  }
}

describe("key messages", () => {
  test("of arbitrary bytes are parsed, or refused with the typed error", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const parsed = onlyTyped(() => parseKeyMessage(message));
        if (parsed instanceof SoraE2EEError) {
          expect(parsed.code).toBe("invalid-message");
          return;
        }
        // parsed messages are written back unchanged, except for the reserved byte
        const again = parsed.kind === "pre-key" ? writePreKeyMessage(parsed) : writeCipherMessage(parsed);
        const normal = Uint8Array.from(message);
        normal[1] = 0;
        expect(again).toEqual(normal);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of a type other than bytes are refused with the typed error", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(onlyTyped(() => parseKeyMessage(value as Uint8Array))).toBeInstanceOf(SoraE2EEError);
        expect(onlyTyped(() => parseMaterial(value as Uint8Array))).toBeInstanceOf(SoraE2EEError);
      }),
    );
    for (const view of [new DataView(new ArrayBuffer(120)), new Uint16Array(60), new ArrayBuffer(120)]) {
      expect(() => parseKeyMessage(view as unknown as Uint8Array)).toThrow(SoraE2EEError);
    }
  });

  test("of a huge size are refused before any byte is copied", () => {
    const huge = new Uint8Array(256 * 1024 * 1024);
    huge[0] = 1;
    huge[3] = 52;
    const before = process.memoryUsage().arrayBuffers;
    expect(() => parseKeyMessage(huge)).toThrow(SoraE2EEError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  test("are parsed to the values that were written", () => {
    fc.assert(
      fc.property(id, id, bytes(32), bytes(32), (source, destination, identityKey, ephemeralKey) => {
        const message = { source, destination, identityKey, ephemeralKey };
        expect(parseKeyMessage(writePreKeyMessage(message))).toEqual({ kind: "pre-key", ...message });
      }),
    );
    fc.assert(
      fc.property(
        id,
        id,
        bytes(32),
        u32,
        u32,
        bytes(52),
        (source, destination, ratchetKey, pn, n, ciphertext) => {
          const header = { ratchetKey, previousCount: pn, count: n };
          const message = { source, destination, header, ciphertext };
          expect(parseKeyMessage(writeCipherMessage(message))).toEqual({ kind: "cipher", ...message });
        },
      ),
    );
    fc.assert(
      fc.property(u32, bytes(32), (keyId, secretKeyMaterial) => {
        const material = { keyId, secretKeyMaterial };
        expect(parseMaterial(writeMaterial(material))).toEqual(material);
      }),
    );
  });

  test("are parsed to copies of the input bytes", () => {
    const message = writePreKeyMessage({
      source: "A".repeat(26),
      destination: "B".repeat(26),
      identityKey: new Uint8Array(32).fill(1),
      ephemeralKey: new Uint8Array(32).fill(2),
    });
    const parsed = parseKeyMessage(message);
    message.fill(0);
    expect(parsed).toMatchObject({ identityKey: new Uint8Array(32).fill(1) });
  });
});

describe("bundles", () => {
  const bundle = fc.record({ identityKey: bytes(32), signedPreKey: bytes(32), preKeySignature: bytes(64) });

  test("are parsed to the values that were written", () => {
    fc.assert(
      fc.property(bundle, (keys) => {
        expect(parseBundle(writeBundle(keys))).toEqual(keys);
      }),
    );
  });

  test("of an arbitrary value are refused with the typed error", () => {
    const text = fc.oneof(fc.string(), fc.base64String(), fc.constant(`${"A".repeat(43)}=`), fc.anything());
    const almost = fc.record({ identityKey: text, signedPreKey: text, preKeySignature: text });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (value) => {
        expect(onlyTyped(() => parseBundle(value))).toBeInstanceOf(SoraE2EEError);
      }),
    );
    const trap = Object.defineProperty({}, "identityKey", {
      get() {
        throw new TypeError("gotcha");
      },
    });
    expect(() => parseBundle(trap)).toThrow(SoraE2EEError);
  });

  test("are accepted in one base64 form only", () => {
    fc.assert(
      fc.property(
        bytes(32),
        fc.nat(43),
        fc.constantFrom(" ", "\n", "-", "_", "=", "é", "\0"),
        (key, at, character) => {
          const text = encodeBase64(key);
          expect(decodeBase64(text, 32)).toEqual(key);
          expect(decodeBase64(text.slice(0, -1), 32)).toBeNull();
          expect(decodeBase64(text, 31)).toBeNull();
          const wrong = text.slice(0, at) + character + text.slice(at + 1);
          if (wrong !== text) expect(decodeBase64(wrong, 32)).toBeNull();
        },
      ),
    );
    // the last character of 32 bytes has two bits to spare
    expect(decodeBase64(`${"A".repeat(42)}A=`, 32)).not.toBeNull();
    expect(decodeBase64(`${"A".repeat(42)}B=`, 32)).toBeNull();
    // blanks inside, at the right length
    expect(decodeBase64(`${"A".repeat(40)}   =`, 32)).toBeNull();
  });
});

describe("connection ids", () => {
  test("are exactly 26 ASCII characters", () => {
    fc.assert(
      fc.property(id, (text) => {
        expect(isConnectionId(text)).toBe(true);
        expect(readConnectionId(connectionIdBytes(text), 0)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.anything()), (value) => {
        const fits =
          typeof value === "string" && value.length === 26 && new TextEncoder().encode(value).length === 26;
        expect(isConnectionId(value)).toBe(fits);
      }),
    );
  });

  test("are never read past the end of the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: -10, max: 70 }), (from, offset) => {
        const read = readConnectionId(from, offset);
        if (offset < 0 || offset + 26 > from.length) expect(read).toBeNull();
        if (read !== null) expect(read).toHaveLength(26);
      }),
    );
  });
});

describe("frame headers", () => {
  test("are parsed to the values that were written, at any offset", () => {
    const near = fc.oneof(
      u32,
      fc.constantFrom(0, 0xff, 0x100, 0xffff, 0x10000, 0xffffff, 0x1000000, 0xffffffff),
    );
    fc.assert(
      fc.property(near, near, id, fc.nat(20), fc.nat(20), (keyId, counter, connectionId, offset, behind) => {
        const length = frameHeaderLength(keyId, counter);
        expect(length).toBeLessThanOrEqual(1 + 4 + 4 + 26);
        const frame = new Uint8Array(offset + length + behind);
        const end = writeFrameHeader(frame, offset, keyId, counter, connectionIdBytes(connectionId));
        expect(end).toBe(offset + length);
        expect(parseFrameHeader(frame, offset)).toEqual({
          keyId,
          counter,
          connectionIdOffset: end - 26,
          end,
        });
        expect(hasConnectionId(frame, end - 26, connectionIdBytes(connectionId))).toBe(true);
        expect(parseFrameHeader(frame.subarray(0, end - 1), offset)).toBeNull();
      }),
    );
  });

  test("of arbitrary bytes are parsed to values that produce the same bytes, or to null", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: -5, max: 90 }), (frame, offset) => {
        const header = parseFrameHeader(frame, offset);
        if (!header) return;
        const again = new Uint8Array(header.end - offset);
        writeFrameHeader(
          again,
          0,
          header.keyId,
          header.counter,
          frame.subarray(header.connectionIdOffset, header.end),
        );
        expect(again).toEqual(Uint8Array.from(frame.subarray(offset, header.end)));
      }),
      { numRuns: 5_000 },
    );
  });

  test("are accepted in their shortest form only", () => {
    const frame = new Uint8Array(40);
    frame[0] = 0x29;
    expect(parseFrameHeader(frame, 0)).toBeNull();
    frame[2] = 1;
    expect(parseFrameHeader(frame, 0)).toMatchObject({ keyId: 0, counter: 0x100 });
    for (const config of [0x09, 0x18, 0x11, 0x99, 0x59, 0x1d]) {
      frame[0] = config;
      expect(parseFrameHeader(frame, 0)).toBeNull();
    }
  });
});

describe("the header of a sealed message", () => {
  test("is parsed to the values that were written", () => {
    fc.assert(
      fc.property(
        fc.record({ keyId: u32, counter: u32, signedBy: fc.constantFrom("identity", "message-key") }),
        id,
        fc.option(id),
        fc.uint8Array({ maxLength: 60 }),
        (fields, from, to, body) => {
          const recipient = to === null ? null : connectionIdBytes(to);
          const header = writeMessageHeader(fields, connectionIdBytes(from), recipient);
          const message = new Uint8Array([...header, ...body]);
          expect(parseMessageHeader(message)).toEqual({ ...fields, from, to, end: header.length });
        },
      ),
    );
  });

  test("is null for any other bytes, and never ends behind the message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 0, max: 4 }), (bytes, flags) => {
        for (const message of [bytes, new Uint8Array([2, flags, ...bytes])]) {
          expect(parseMessageHeader(message)?.end ?? 0).toBeLessThanOrEqual(message.length);
        }
      }),
    );
  });
});
