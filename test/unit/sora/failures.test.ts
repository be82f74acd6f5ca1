import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import { connectFailure, connectionLost } from "../../../src/sora/failures.ts";

const closed = (code: number, reason: string) =>
  Object.assign(new Error("Signaling failed."), { code, reason });

describe("why connecting failed", () => {
  it.each([
    ["server-unreachable", closed(1006, ""), false],
    ["e2ee-disabled", closed(4490, "E2EE-IS-DISABLED"), true],
    ["connection-timeout", new Error("Signaling connection timeout"), true],
    ["signaling-refused", closed(4490, "AUTH-FAILED"), true],
    ["signaling-refused", new Error("anything else"), true],
  ])("is %s", (code, cause, opened) => {
    expect(connectFailure(cause, opened)).toMatchObject({ name: "SoraE2EEError", code, cause });
  });

  it("passes on what is known already", () => {
    const error = new SoraE2EEError("sdk-incompatible", "old");
    expect(connectFailure(error, true)).toBe(error);
  });

  it("tells what the server said, and no more of it than a WebSocket can carry", () => {
    const { message } = connectFailure(closed(4000, "x".repeat(1000)), true);
    expect(message).toContain(`(code 4000, ${"x".repeat(123)})`);
  });

  it("says how a connection was lost", () => {
    const error = connectionLost({ title: "WEBSOCKET-ONCLOSE", code: 1006, reason: "" });
    expect(error.code).toBe("connection-lost");
    expect(error.message).toContain("WEBSOCKET-ONCLOSE) (code 1006)");
  });
});
