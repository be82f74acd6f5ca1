import { describe, expect, it } from "vitest";
import {
  type OpenFrameOptions,
  openFrame,
  type SealFrameOptions,
  sealFrame,
} from "../../../src/e2ee/media/index.ts";

const base: SealFrameOptions = {
  secretKeyMaterial: new Uint8Array(32).fill(7),
  connectionId: "ALICE---------------------",
  keyId: 3,
  counter: 5,
  frameType: "delta",
  plain: new Uint8Array(50).fill(1),
};

describe("sealFrame", () => {
  it.each([
    ["a short material", { secretKeyMaterial: new Uint8Array(31) }, "invalid-options"],
    ["a short connection id", { connectionId: "ALICE" }, "invalid-options"],
    ["a connection id beyond ASCII", { connectionId: "ALICÉ---------------------" }, "invalid-options"],
    ["a negative key id", { keyId: -1 }, "invalid-options"],
    ["a key id over u32", { keyId: 2 ** 32 }, "invalid-options"],
    ["a counter that is no whole number", { counter: 1.5 }, "invalid-options"],
    ["a negative counter", { counter: -1 }, "invalid-options"],
    ["the 2^32nd frame and one", { counter: 2 ** 32 }, "key-exhausted"],
    ["an unknown frame type", { frameType: "empty" as "key" }, "invalid-options"],
    ["no bytes", { plain: "text" as unknown as Uint8Array }, "invalid-options"],
    ["a frame shorter than its readable part", { plain: new Uint8Array(2) }, "frame-malformed"],
    ["an empty audio frame", { frameType: "audio", plain: new Uint8Array(0) }, "frame-malformed"],
  ] as const)("refuses %s", async (_what, change, code) => {
    await expect(sealFrame({ ...base, ...change })).rejects.toMatchObject({ name: "SoraE2EEError", code });
  });

  it("accepts the last counter and the last key id", async () => {
    const last = { ...base, keyId: 2 ** 32 - 1, counter: 2 ** 32 - 1 };
    const sealed = await sealFrame(last);
    expect(sealed[3]).toBe(0x4c);
    await expect(openFrame({ ...last, sealed })).resolves.toEqual(base.plain);
  });

  it("seals a frame that has only a readable part", async () => {
    const short = { ...base, plain: new Uint8Array([1, 2, 3]) };
    await expect(openFrame({ ...base, sealed: await sealFrame(short) })).resolves.toEqual(short.plain);
  });

  it("does not change the frame or the material, and later changes of them do not affect it", async () => {
    const plain = new Uint8Array(50).fill(1);
    const secretKeyMaterial = new Uint8Array(32).fill(7);
    const sealing = sealFrame({ ...base, plain, secretKeyMaterial });
    plain.fill(9);
    const sealed = await sealing;
    expect(secretKeyMaterial).toEqual(base.secretKeyMaterial);
    expect(sealed).toEqual(await sealFrame(base));
  });
});

describe("openFrame", () => {
  const open = async (change: Partial<OpenFrameOptions>) =>
    openFrame({ ...base, sealed: await sealFrame(base), ...change });

  it.each([
    ["another material", { secretKeyMaterial: new Uint8Array(32) }, "frame-authentication-failed"],
    ["another sender", { connectionId: "BOB-----------------------" }, "frame-authentication-failed"],
    ["another key id", { keyId: 4 }, "frame-authentication-failed"],
    ["another frame type", { frameType: "key" }, "frame-malformed"],
    ["a plain frame", { sealed: new Uint8Array(100).fill(1) }, "frame-malformed"],
    ["a short frame", { sealed: new Uint8Array(2) }, "frame-malformed"],
  ] as const)("refuses %s", async (_what, change, code) => {
    await expect(open(change)).rejects.toMatchObject({ name: "SoraE2EEError", code });
  });

  it("refuses a frame whose end is missing, as malformed when there is no room for a tag", async () => {
    const sealed = await sealFrame({ ...base, plain: new Uint8Array(13).fill(1) });
    await expect(open({ sealed: sealed.slice(0, -10) })).rejects.toMatchObject({
      code: "frame-authentication-failed",
    });
    await expect(open({ sealed: sealed.slice(0, -11) })).rejects.toMatchObject({ code: "frame-malformed" });
  });

  it("refuses numbers that are longer than needed", async () => {
    const sealed = await sealFrame(base);
    const padded = new Uint8Array([...sealed.subarray(0, 3), 0x1a, 0, ...sealed.subarray(4)]);
    await expect(open({ sealed: padded })).rejects.toMatchObject({ code: "frame-malformed" });
  });
});
