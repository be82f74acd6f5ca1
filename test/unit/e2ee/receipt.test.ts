import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeMediaHint } from "../../../src/e2ee/messages/media-hint.ts";
import {
  maxReceiptEntries,
  maxReceiptNumber,
  readReceipt,
  writeReceipt,
} from "../../../src/e2ee/messages/receipt.ts";
import { linkQualities, type Receipt, receiptStates } from "../../../src/status.ts";

const number = fc.integer({ min: 1, max: maxReceiptNumber });
const id = fc.string({
  unit: fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
  minLength: 26,
  maxLength: 26,
});
const state = fc.constantFrom(...receiptStates);
const receipts: fc.Arbitrary<Receipt> = fc.record({
  number,
  periods: fc.integer({ min: 1, max: 255 }),
  uplink: fc.constantFrom(...linkQualities),
  entries: fc.uniqueArray(
    fc.record({
      connectionId: id,
      echo: fc.integer({ min: 0, max: maxReceiptNumber }),
      audio: state,
      video: state,
    }),
    { selector: (entry) => entry.connectionId, maxLength: maxReceiptEntries },
  ),
});

const ann = "ANN-----------------------";
const one: Receipt = {
  number: 258,
  periods: 3,
  uplink: "poor",
  entries: [{ connectionId: ann, echo: 513, audio: "opens", video: "auth-failed" }],
};
const changed = (place: number, byte: number) => {
  const bytes = writeReceipt(one);
  bytes[place] = byte;
  return bytes;
};

describe("the bytes of a receipt", () => {
  it("are those that docs/protocol.md gives", () => {
    expect([...writeReceipt(one)]).toEqual([
      ...[2, 1, 2, 3, 3],
      ...[...ann].map((character) => character.charCodeAt(0)),
      ...[2, 1, 0x25],
    ]);
  });

  it("are read back as they were written", () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(readReceipt(writeReceipt(receipt))).toEqual(receipt);
      }),
    );
  });

  it("are read from anywhere in a buffer", () => {
    const whole = new Uint8Array([7, 7, 7, ...writeReceipt(one), 7]);
    expect(readReceipt(whole.subarray(3, -1))).toEqual(one);
  });

  it("are refused when they are no whole receipt", () => {
    const bytes = writeReceipt(one);
    const tooMany = {
      ...one,
      entries: Array.from({ length: maxReceiptEntries + 1 }, (_, place) => ({
        ...(one.entries[0] as Receipt["entries"][number]),
        connectionId: String(place).padEnd(26, "-"),
      })),
    };
    const twice = { ...one, entries: [...one.entries, ...one.entries] };
    for (const [what, wrong] of [
      ["empty", new Uint8Array()],
      ["a hint", writeMediaHint({ audio: true, video: false })],
      ["another version", changed(0, 3)],
      ["without a number", changed(1, 0).fill(0, 1, 3)],
      ["without a period", changed(3, 0)],
      ["an unknown quality", changed(4, linkQualities.length)],
      ["an id that is not ASCII", changed(5, 0x80)],
      ["an unknown state of audio", changed(33, receiptStates.length << 4)],
      ["an unknown state of video", changed(33, receiptStates.length)],
      ["cut short", bytes.subarray(0, -1)],
      ["too long", new Uint8Array([...bytes, 0])],
      ["too many entries", writeReceipt(tooMany)],
      ["one connection twice", writeReceipt(twice)],
    ] as const) {
      expect(readReceipt(wrong), what).toBeNull();
    }
  });

  it("never throw, and give back their own bytes if they are read and written again", () => {
    const nearly = fc
      .tuple(receipts, fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 3 }))
      .map(([receipt, edits]) => {
        const bytes = writeReceipt(receipt);
        for (const [place, byte] of edits) if (place < bytes.length) bytes[place] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), nearly), (bytes) => {
        const receipt = readReceipt(bytes);
        if (receipt !== null) expect(writeReceipt(receipt)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });
});
