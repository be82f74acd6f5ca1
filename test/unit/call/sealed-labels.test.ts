import { describe, expect, it } from "vitest";
import { createSoraCall } from "../../../src/call/create-sora-call.ts";
import { requireNotSealed, requireSealed } from "../../../src/call/sealed-messages.ts";

const options = {
  signalingUrls: "wss://sora.example/signaling",
  channelId: "room",
  role: "recvonly",
  sealedMessages: ["#chat"],
} as const;

describe("a sealed label", () => {
  it("refuses clear messages in every state of the call", async () => {
    const call = createSoraCall(options);
    await expect(call.sendMessage("#chat", "words")).rejects.toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining("sendSealedMessage"),
    });
    await expect(call.sendMessage("#open", "words")).rejects.toMatchObject({ code: "invalid-state" });
  });

  it("is required for sealed messages", async () => {
    const call = createSoraCall(options);
    await expect(call.sendSealedMessage("#open", "words")).rejects.toMatchObject({ code: "invalid-options" });
    await expect(call.sendSealedMessage("#chat", "words")).rejects.toMatchObject({ code: "invalid-state" });
  });

  it("is compared as a whole, not by its prefix", () => {
    for (const label of ["#cha", "#chat2", "#CHAT", ""]) {
      expect(() => requireNotSealed(label, ["#chat"])).not.toThrow();
      expect(() => requireSealed(label, ["#chat"])).toThrow(
        expect.objectContaining({ code: "invalid-options" }),
      );
    }
    expect(() => requireNotSealed("#chat", ["#x", "#chat"])).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
    expect(() => requireSealed("#chat", ["#x", "#chat"])).not.toThrow();
  });
});
