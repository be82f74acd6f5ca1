import { describe, expect, it, vi } from "vitest";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { deriveMessageKey, messageIv } from "../../../src/e2ee/messages/message-keys.ts";
import { createParty, meet } from "../e2ee/support/party.ts";
import { material } from "../worker/fakes.ts";

describe("a key in WebCrypto", () => {
  it.each([
    ["encrypt", "decrypt"],
    ["decrypt", "encrypt"],
  ] as const)("that may %s frames cannot be exported, and may not %s", async (usage, other) => {
    const frameKey = await importFrameKey(material(1), 3, usage);
    expect(frameKey.keyId).toBe(3);
    expect(frameKey.key.extractable).toBe(false);
    expect(frameKey.key.usages).toEqual([usage]);
    expect(frameKey.key.usages).not.toContain(other);
    expect(frameKey.base.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", frameKey.key)).rejects.toThrow();
    await expect(crypto.subtle.exportKey("raw", frameKey.base)).rejects.toThrow();
  });

  it.each(["encrypt", "decrypt"] as const)("that may %s messages cannot be exported", async (usage) => {
    const key = await deriveMessageKey(await importFrameKey(material(1), 0, usage), "#chat", usage);
    expect(key.extractable).toBe(false);
    expect(key.usages).toEqual([usage]);
    expect(key.algorithm).toEqual({ name: "AES-GCM", length: 256 });
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  });

  it("cannot be exported after a key agreement made it, except for the one that gives the public signing key", async () => {
    const made: Promise<CryptoKey | CryptoKeyPair>[] = [];
    for (const name of ["importKey", "generateKey"] as const) {
      const original = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<CryptoKey>;
      vi.spyOn(crypto.subtle, name).mockImplementation((...given: unknown[]) => {
        const key = original(...given);
        made.push(key);
        return key as never;
      });
    }
    try {
      const [alice, bob] = [await createParty("alice"), await createParty("bob")];
      await meet(alice, bob);
    } finally {
      vi.restoreAllMocks();
    }
    const keys = (await Promise.all(made)).flatMap((key) => ("privateKey" in key ? [key.privateKey] : [key]));
    const readable = keys.filter(({ type, extractable }) => type !== "public" && extractable);
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(readable.map(({ algorithm }) => algorithm.name))).toEqual(new Set(["Ed25519"]));
  });

  it("is different for each label of messages, because each label counts from zero", async () => {
    const frameKey = await importFrameKey(material(1), 0, "encrypt");
    const sealed = async (label: string) => {
      const key = await deriveMessageKey(frameKey, label, "encrypt");
      return new Uint8Array(
        await crypto.subtle.encrypt({ name: "AES-GCM", iv: messageIv(0) }, key, new Uint8Array(32)),
      );
    };
    expect(await sealed("#chat")).toEqual(await sealed("#chat"));
    expect(await sealed("#chat")).not.toEqual(await sealed("#hand"));
    expect([messageIv(0), messageIv(0x01020304)]).toEqual([
      new Uint8Array(12),
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4),
    ]);
  });
});
