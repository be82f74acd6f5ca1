import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  newRecordingId,
  type RecordingMessage,
  readMessage,
  writeMessage,
} from "../../../src/recording/messages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const id = "0123456789abcdef0123456789abcdef";

describe("a message about a recording", () => {
  it.each<RecordingMessage>([
    { type: "announcement", id, status: "asking", age: 0 },
    { type: "announcement", id, status: "recording", age: 75 },
    { type: "announcement", id, status: "ended", age: 0 },
    { type: "answer", id, agreed: true },
    { type: "heard", id, agreed: false },
  ])("is parsed to the values that were written: $type", (message) => {
    expect(readMessage(bytes(writeMessage(message)))).toEqual(message);
  });

  it.each([
    ["text that is not JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["an id of another length", JSON.stringify({ recording: "ab", status: "asking" })],
    ["an id that is a number", JSON.stringify({ answer: 1, agreed: true })],
    ["an unknown status", JSON.stringify({ recording: id, status: "constructor" })],
    ["an answer that is neither yes nor no", JSON.stringify({ answer: id, agreed: "yes" })],
    ["an answer without a decision", JSON.stringify({ answer: id })],
    ["more bytes than any message has", JSON.stringify({ answer: id, agreed: true, more: "x".repeat(600) })],
  ])("is refused when it is %s", (_what, text) => {
    expect(readMessage(bytes(text))).toBeNull();
  });

  it.each([-1, 1e9, Number.NaN, "5", null])("counts an impossible age as 0: %s", (age) => {
    expect(readMessage(bytes(JSON.stringify({ recording: id, status: "recording", age })))).toEqual({
      type: "announcement",
      id,
      status: "recording",
      age: 0,
    });
  });

  it("never makes the parser throw, for any bytes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 700 }), fc.json().map(bytes)), (data) => {
        const read = readMessage(data);
        expect(read === null || ["announcement", "answer", "heard"].includes(read.type)).toBe(true);
      }),
    );
  });

  it("has an id that the parser accepts and that differs each time", () => {
    const ids = [newRecordingId(), newRecordingId()];
    for (const one of ids)
      expect(readMessage(bytes(writeMessage({ type: "heard", id: one, agreed: true })))).not.toBeNull();
    expect(ids[0]).not.toBe(ids[1]);
  });
});
