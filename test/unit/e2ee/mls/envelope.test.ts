import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ChunkAssembler,
  type Envelope,
  parseEnvelope,
  writeEnvelopes,
} from "../../../../src/e2ee/agreement/mls/envelope.ts";
import { SoraE2EEError } from "../../../../src/errors.ts";

const alice = "ALICE".padEnd(26, "-");
const bob = "BOB".padEnd(26, "-");

const heads = fc.record({
  kind: fc.constantFrom("commit", "welcome", "request"),
  source: fc.constantFrom(alice, bob),
  destination: fc.constantFrom(null, alice, bob),
  groupId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
  epoch: fc.nat(0xffffffff),
  message: fc.nat(0xffffffff),
});

function head(message = 1): Omit<Envelope, "chunk" | "chunks" | "payload"> {
  return { kind: "welcome", source: alice, destination: bob, groupId: new Uint8Array(16), epoch: 3, message };
}

describe("an MLS envelope", () => {
  it("is parsed to the values that were written", () => {
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 300 }), (given, payload) => {
        const [bytes, ...more] = writeEnvelopes(given, payload);
        expect(more).toEqual([]);
        expect(parseEnvelope(bytes as Uint8Array)).toEqual({
          ...given,
          chunk: 0,
          chunks: 1,
          payload: Uint8Array.from(payload),
        });
      }),
    );
  });

  it("is parsed or refused with a typed error, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseEnvelope(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SoraE2EEError);
          expect((error as SoraE2EEError).code).toBe("invalid-message");
        }
      }),
    );
  });

  it.each([
    ["another type", 0, 1],
    ["another version", 1, 2],
    ["an unknown kind", 2, 5],
    ["a source that is no connection id", 4, 0xff],
    ["a destination that is no connection id", 30, 0xff],
    ["a chunk outside of its count", 81, 9],
    ["a chunk after the last one", 81, 1],
    ["more chunks than a message may have", 82, 0xff],
  ])("is refused with %s", (_what, offset, byte) => {
    const [bytes] = writeEnvelopes(head(), Uint8Array.of(1, 2, 3));
    (bytes as Uint8Array)[offset] = byte;
    expect(() => parseEnvelope(bytes as Uint8Array)).toThrow(SoraE2EEError);
  });

  it("is for one peer when any byte of its destination is not zero", () => {
    for (const place of [0, 12, 25]) {
      const [bytes = new Uint8Array()] = writeEnvelopes({ ...head(), destination: null }, Uint8Array.of(1));
      expect(parseEnvelope(bytes).destination).toBeNull();
      bytes[30 + place] = 0x41;
      expect(parseEnvelope(bytes).destination).toBe(`${"\0".repeat(place)}A${"\0".repeat(25 - place)}`);
    }
  });

  it("is refused when its header is truncated", () => {
    const [bytes] = writeEnvelopes(head(), new Uint8Array());
    expect(() => parseEnvelope((bytes as Uint8Array).subarray(0, -1))).toThrow("not an MLS message");
  });
});

describe("a long MLS message", () => {
  const payload = crypto.getRandomValues(new Uint8Array(40_000));

  it("is assembled from its chunks in any order, and each chunk counts once", () => {
    const parts = writeEnvelopes(head(), payload).map(parseEnvelope);
    expect(parts).toHaveLength(2);
    const assembler = new ChunkAssembler();
    expect(assembler.add(parts[1] as Envelope)).toBeNull();
    expect(assembler.add(parts[1] as Envelope)).toBeNull();
    expect(assembler.add(parts[0] as Envelope)?.payload).toEqual(payload);
  });

  it("is dropped when too many newer messages of its sender are incomplete", () => {
    const assembler = new ChunkAssembler();
    const [first, second, third] = [1, 2, 3].map((message) =>
      writeEnvelopes(head(message), payload).map(parseEnvelope),
    );
    for (const parts of [first, second, third]) expect(assembler.add(parts?.[0] as Envelope)).toBeNull();
    expect(assembler.add(first?.[1] as Envelope)).toBeNull();
    expect(assembler.add(third?.[1] as Envelope)?.payload).toEqual(payload);
  });

  it("is dropped when its sender leaves", () => {
    const assembler = new ChunkAssembler();
    const parts = writeEnvelopes(head(), payload).map(parseEnvelope);
    assembler.add(parts[0] as Envelope);
    assembler.forget(alice);
    expect(assembler.add(parts[1] as Envelope)).toBeNull();
  });

  it("has chunks of 32 KiB, and none is empty unless the message is", () => {
    const lengths = (length: number) =>
      writeEnvelopes(head(), new Uint8Array(length)).map((bytes) => parseEnvelope(bytes).payload.length);
    expect(lengths(0)).toEqual([0]);
    expect(lengths(32_768)).toEqual([32_768]);
    expect(lengths(32_769)).toEqual([32_768, 1]);
    expect(lengths(100_000)).toEqual([32_768, 32_768, 32_768, 1696]);
  });

  it("may have 32 chunks, and each of them 32 KiB", () => {
    const parts = writeEnvelopes(head(), new Uint8Array(1024 * 1024));
    expect(parts).toHaveLength(32);
    expect(parseEnvelope(parts[31] as Uint8Array)).toMatchObject({ chunk: 31, chunks: 32 });
    const [tooMany] = writeEnvelopes(head(), new Uint8Array(1024 * 1024 + 1));
    expect(() => parseEnvelope(tooMany as Uint8Array)).toThrow("invalid chunks");
    expect(() => parseEnvelope(Uint8Array.of(...(parts[0] as Uint8Array), 0))).toThrow("invalid chunks");
  });

  /** The first chunk of a message, or another one. */
  const chunkOf = (source: string, chunks: number, chunk = 0, message = 1): Envelope => ({
    ...head(message),
    source,
    chunk,
    chunks,
    payload: Uint8Array.of(chunk),
  });
  const finish = (assembler: ChunkAssembler, source: string, chunks: number) => {
    let whole: Envelope | null = null;
    for (let chunk = 1; chunk < chunks; chunk++) whole = assembler.add(chunkOf(source, chunks, chunk));
    return whole;
  };

  it("of one chunk is whole at once", () => {
    const only = chunkOf(alice, 1);
    expect(new ChunkAssembler().add(only)).toBe(only);
  });

  it("is assembled with the fields of its first chunk, beside another message of its sender", () => {
    const assembler = new ChunkAssembler();
    for (const message of [1, 2]) assembler.add(chunkOf(alice, 3, 0, message));
    expect(assembler.add(chunkOf(alice, 2, 1, 1)), "another number of chunks").toBeNull();
    expect(assembler.add(chunkOf(alice, 3, 1, 2))).toBeNull();
    expect(assembler.add(chunkOf(alice, 3, 2, 2))).toEqual({
      ...head(2),
      chunk: 0,
      chunks: 1,
      payload: Uint8Array.of(0, 1, 2),
    });
  });

  it("is not completed by a chunk of a message with another number of chunks", () => {
    const assembler = new ChunkAssembler();
    assembler.add(chunkOf(alice, 3));
    assembler.add(chunkOf(alice, 2, 1));
    expect(assembler.add(chunkOf(alice, 3, 2))).toBeNull();
    expect(assembler.add(chunkOf(alice, 3, 1))).not.toBeNull();
  });

  it("may come again, and leaves other messages of its sender as they are", () => {
    const assembler = new ChunkAssembler();
    assembler.add(chunkOf(alice, 2, 0, 1));
    for (let time = 0; time < 3; time++) {
      expect(assembler.add(chunkOf(alice, 2, 0, 2))).toBeNull();
      expect(assembler.add(chunkOf(alice, 2, 1, 2))).not.toBeNull();
    }
    expect(assembler.add(chunkOf(alice, 2, 1, 1))).not.toBeNull();
  });

  it("of the source that sends now is kept when too much waits", () => {
    const assembler = new ChunkAssembler();
    const sources = Array.from({ length: 8 }, (_, i) => `S${i}`.padEnd(26, "-"));
    for (const source of sources) assembler.add(chunkOf(source, 32));
    const [first = "", second = "", third = ""] = sources;
    assembler.add(chunkOf(first, 32, 0, 2));
    expect(finish(assembler, first, 32)).not.toBeNull();
    expect(finish(assembler, third, 32)).not.toBeNull();
    expect(finish(assembler, second, 32)).toBeNull();
  });

  it.each([
    [128, 2],
    [8, 32],
  ])("is dropped when those of %i other sources, of %i chunks, began after it", (others, chunks) => {
    const assembler = new ChunkAssembler();
    const sources = Array.from({ length: others + 1 }, (_, i) => `S${i}`.padEnd(26, "-"));
    for (const source of sources) assembler.add(chunkOf(source, chunks));
    const [first = "", ...later] = sources;
    expect(later.every((source) => finish(assembler, source, chunks) !== null)).toBe(true);
    expect(finish(assembler, first, chunks)).toBeNull();
  });
});
