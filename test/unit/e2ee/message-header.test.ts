import { describe, expect, it } from "vitest";
import { readMediaHint, writeMediaHint } from "../../../src/e2ee/messages/media-hint.ts";
import {
  isUnsignedMessage,
  parseMessageHeader,
  writeMessageHeader,
} from "../../../src/e2ee/messages/message-header.ts";
import { connectionIdBytes } from "../../../src/protocol/connection-id.ts";
import { id } from "../worker/fakes.ts";

const from = connectionIdBytes(id("ann"));
const to = connectionIdBytes(id("ben"));
const fields = { keyId: 0x01020304, counter: 0xfffefdfc, signedBy: "identity" } as const;

function changed(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = byte;
  return copy;
}

describe("the header of a sealed message", () => {
  it("to all peers has 36 bytes, and to one peer 62", () => {
    const toAll = writeMessageHeader(fields, from, null);
    expect(toAll).toEqual(Uint8Array.of(2, 0, 1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc, ...from));
    expect(parseMessageHeader(toAll)).toEqual({ ...fields, from: id("ann"), to: null, end: 36 });
    const toOne = writeMessageHeader({ ...fields, signedBy: "message-key" }, from, to);
    expect(toOne).toEqual(Uint8Array.of(2, 3, ...toAll.subarray(2), ...to));
    expect(parseMessageHeader(toOne)).toEqual({
      ...fields,
      signedBy: "message-key",
      from: id("ann"),
      to: id("ben"),
      end: 62,
    });
  });

  it("is read from anywhere in a buffer, with any bytes after it", () => {
    const header = writeMessageHeader(fields, from, null);
    const whole = Uint8Array.of(9, 9, 9, ...header, 9);
    expect(parseMessageHeader(whole.subarray(3))).toEqual(parseMessageHeader(header));
  });

  const toAll = writeMessageHeader(fields, from, null);
  const toOne = writeMessageHeader(fields, from, to);
  it.each([
    ["nothing", new Uint8Array()],
    ["a missing end of the sender", toAll.subarray(0, -1)],
    ["a missing end of the recipient", toOne.subarray(0, -1)],
    ["another version", changed(toAll, 0, 3)],
    ["an unknown flag", changed(toAll, 1, 4)],
    ["a sender that is no connection id", changed(toAll, 10, 0x80)],
    ["a recipient that is no connection id", changed(toOne, 36, 0x80)],
  ])("is refused with %s", (_what, bytes) => {
    expect(parseMessageHeader(bytes)).toBeNull();
  });

  it("of version 1 is recognised, so that its sender can be told to update", () => {
    const old = changed(toAll, 0, 1);
    expect(isUnsignedMessage(old)).toBe(true);
    expect(isUnsignedMessage(toAll)).toBe(false);
    expect(isUnsignedMessage(old.subarray(0, -1))).toBe(false);
    expect(isUnsignedMessage(changed(old, 10, 0x80))).toBe(false);
  });
});

describe("a hint about media", () => {
  it.each([
    [true, false],
    [false, true],
  ])("says for each kind if there is a track: audio %s, video %s", (audio, video) => {
    const bytes = writeMediaHint({ audio, video });
    expect(bytes).toEqual(Uint8Array.of(1, Number(audio), Number(video)));
    expect(readMediaHint(bytes)).toEqual({ audio, video });
  });

  it.each([[[]], [[1, 1]], [[1, 1, 1, 1]], [[2, 1, 1]], [[1, 2, 1]], [[1, 1, 2]]])(
    "is not read from %j",
    (bytes) => {
      expect(readMediaHint(Uint8Array.from(bytes))).toBeNull();
    },
  );
});
