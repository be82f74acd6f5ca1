import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import {
  connectFailure,
  connectionLost,
  endedByServer,
  namesReason,
  serverEnd,
} from "../../../src/sora/failures.ts";
import { createRelay } from "../../../src/sora/relay/create.ts";
import type { RelayOptions } from "../../../src/sora/relay/options.ts";

const closed = (code: number, reason: string) =>
  Object.assign(new Error("Signaling failed."), { code, reason });

/** The relay's explanation of the server's close. */
function explainOf(relay: RelayOptions) {
  const made = createRelay(relay, {
    onKeyMessage: () => undefined,
    onDropped: () => undefined,
    onLost: () => undefined,
  });
  return { explain: made.explain.bind(made) };
}

describe("the reason of a failed connection", () => {
  it.each([
    ["server-unreachable", closed(1006, ""), false],
    ["e2ee-disabled", closed(4490, "E2EE-IS-DISABLED"), true],
    ["connection-timeout", new Error("Signaling connection timeout"), true],
    ["signaling-refused", closed(4490, "AUTH-FAILED"), true],
    ["internal", new Error("anything else"), true],
    ["browser-unsupported", new DOMException("no", "InvalidModificationError"), true],
    ["browser-unsupported", new TypeError("setParameters is not a function"), true],
    ["connection-lost", Object.assign(new Error("Failed to send answer"), { name: "ConnectError" }), true],
  ])("is %s", (code, cause, opened) => {
    expect(connectFailure(cause, opened, explainOf("signaling"))).toMatchObject({
      ...{ name: "SoraE2EEError", code, cause },
    });
  });

  it.each([
    ["messaging-disabled", "MESSAGING-DISABLED: data_channel_messaging is false"],
    ["messaging-disabled", "DATA-CHANNEL-SIGNALING is off"],
    ["messaging-label-refused", "INVALID-MESSAGE: a messaging label is # and 1 to 63 characters"],
    ["messaging-label-refused", "INVALID-MESSAGE: header is not known"],
    ["signaling-refused", "AUTH-FAILED"],
  ])("is %s when messaging was requested", (code, reason) => {
    const cause = closed(4490, reason);
    expect(connectFailure(cause, true, explainOf("messaging"))).toMatchObject({ code, cause });
    expect(connectFailure(cause, true, explainOf("signaling"))).toMatchObject({ code: "signaling-refused" });
  });

  it("blames the server only for errors that the server reported", () => {
    const causes = [
      new DOMException("no", "OperationError"),
      new TypeError("no"),
      new Error("no"),
      "no",
      null,
    ];
    for (const cause of causes) {
      const { code, message } = connectFailure(cause, true);
      expect(code).not.toBe("signaling-refused");
      expect(message).not.toMatch(/Sora ended|Sora's logs/);
    }
  });

  it("names simulcast when it was requested and the browser refuses it", () => {
    const cause = new DOMException("no", "InvalidModificationError");
    expect(connectFailure(cause, true, { simulcast: true }).message).toContain("connectionOptions.simulcast");
  });

  it("keeps a typed error", () => {
    const error = new SoraE2EEError("sdk-incompatible", "old");
    expect(connectFailure(error, true)).toBe(error);
  });

  it("includes the server's text, limited to the length that a WebSocket can carry", () => {
    const { message } = connectFailure(closed(4000, "x".repeat(1000)), true);
    expect(message).toContain(`(code 4000, ${"x".repeat(123)})`);
  });

  it("describes how a connection was lost", () => {
    const error = connectionLost({ title: "WEBSOCKET-ONCLOSE", code: 1006, reason: "" });
    expect(error.code).toBe("connection-lost");
    expect(error.message).toContain("WEBSOCKET-ONCLOSE) (code 1006)");
  });
});

describe("a connection that the server ended", () => {
  it.each([
    [1000, "DISCONNECTED-API"],
    [1000, "LIFETIME-EXPIRED"],
    [1005, ""],
  ])("is reported with code %i and text %j", (code, reason) => {
    expect(serverEnd(endedByServer({ code, reason }))).toEqual({ code, reason });
  });

  it("is reported when it ends during a reconnect", () => {
    const error = connectFailure(closed(1000, "DISCONNECTED-API"), true);
    expect(serverEnd(error)).toEqual({ code: 1000, reason: "DISCONNECTED-API" });
  });

  it("is reported with a text up to the length that a WebSocket can carry", () => {
    const error = endedByServer({ code: 1000, reason: "x".repeat(1000) });
    expect(serverEnd(error)?.reason).toBe("x".repeat(123));
    expect(error.message).toContain(`(code 1000, ${"x".repeat(123)})`);
  });

  it("is reported with a text that holds no half of a character", () => {
    const error = endedByServer({ code: 1000, reason: "😀".repeat(100) });
    expect(serverEnd(error)?.reason).toBe("😀".repeat(61));
  });

  it.each([
    ["a refusal", connectFailure(closed(4490, "AUTH-FAILED"), true)],
    ["a lost connection", connectionLost({ title: "WEBSOCKET-ONCLOSE", code: 1000, reason: "" })],
    ["a failure of the SDK", connectFailure(new Error("anything else"), true)],
  ])("is not reported for %s", (_what, error) => {
    expect(serverEnd(error)).toBeNull();
  });

  it.each([
    [1000, "DISCONNECTED-API", true],
    [1000, "ANYTHING-ELSE", true],
    [1000, "TYPE-DISCONNECT", false],
    [1000, "NO-ERROR", false],
    [1005, "", false],
    [4490, "INVALID-MESSAGE", false],
  ])("has its own reason for %i %s: %s", (code, reason, own) => {
    expect(namesReason({ code, reason })).toBe(own);
  });
});
