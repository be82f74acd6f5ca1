import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { senderHeader, senderHeaders, splitSender } from "../../../src/sora/relay/sender-header.ts";

const ann = "ANN".padEnd(26, "-");
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("the sender header of a message", () => {
  it("is read at the position that the offer gives", () => {
    const header = senderHeader([
      { type: "timestamp", length: 8 },
      { type: "sender_connection_id" },
      { type: "x", length: 2 },
    ]);
    expect(header).toEqual({ length: 36, senderOffset: 8 });
    expect(splitSender(bytes(`12345678${ann}..the message`), header)).toEqual({
      sender: ann,
      message: bytes("the message"),
    });
  });

  it("is absent without a header, and then the whole data is the message", () => {
    expect(splitSender(bytes("the message"), senderHeader(undefined))).toEqual({
      sender: null,
      message: bytes("the message"),
    });
  });

  it("is absent in data shorter than the header, and then the message is empty", () => {
    const header = senderHeader([{ type: "sender_connection_id", length: 26 }]);
    expect(splitSender(bytes("short"), header)).toEqual({ sender: null, message: new Uint8Array() });
  });

  it.each([
    ["no list", { type: "sender_connection_id" }],
    ["a length that is a text", [{ type: "sender_connection_id", length: "26" }]],
    ["a negative length", [{ type: "x", length: -26 }, { type: "sender_connection_id" }]],
    ["an id of another length", [{ type: "sender_connection_id", length: 4 }]],
    ["more than any header has", [{ type: "x", length: 1e9 }, { type: "sender_connection_id" }]],
    ["empty entries", [null, undefined]],
  ])("is not read from an offer with %s", (_what, fields) => {
    expect(senderHeader(fields)).toBeNull();
  });

  it("never throws, whatever the offer holds", () => {
    fc.assert(
      fc.property(fc.anything(), fc.uint8Array({ maxLength: 60 }), (offered, data) => {
        for (const header of [senderHeader(offered), ...senderHeaders(offered).values()]) {
          const { message } = splitSender(new Uint8Array(data), header);
          expect(message.length).toBeLessThanOrEqual(data.length);
        }
      }),
    );
  });
});
