import { describe, expect, it } from "vitest";
import { deriveFrameSecrets, type FrameType, openFrame, sealFrame } from "../../../src/e2ee/media/index.ts";
import frameVectors from "../../vectors/frames.json" with { type: "json" };
import kdfVectors from "../../vectors/kdf.json" with { type: "json" };
import { hex, unhex } from "./bytes.ts";

describe("frame keys", () => {
  it.each(kdfVectors.materialRatchet.map((entry) => entry.sframe))(
    "of material $material",
    async (vector) => {
      const { key, writeIv } = await deriveFrameSecrets(unhex(vector.material));
      expect({ key: hex(key), writeIv: hex(writeIv) }).toEqual({ key: vector.key, writeIv: vector.writeIv });
    },
  );
});

describe.each(frameVectors.frames)(
  "released frame, key id $keyId, counter $counter, $frameType",
  (vector) => {
    const common = {
      secretKeyMaterial: unhex(vector.secretKeyMaterial),
      connectionId: vector.connectionId,
      keyId: vector.keyId,
      frameType: vector.frameType as FrameType,
    };

    it("is sealed to the same bytes", async () => {
      const sealed = await sealFrame({ ...common, counter: vector.counter, plain: unhex(vector.plain) });
      expect(hex(sealed)).toBe(vector.sealed);
    });

    it("is decrypted to the same bytes", async () => {
      expect(hex(await openFrame({ ...common, sealed: unhex(vector.sealed) }))).toBe(vector.plain);
    });

    it("is not decrypted when any byte was changed", async () => {
      const sealed = unhex(vector.sealed);
      for (let at = 0; at < sealed.length; at += sealed.length > 200 ? 97 : 1) {
        const tampered = sealed.slice();
        tampered[at] = (tampered[at] as number) ^ 1;
        await expect(openFrame({ ...common, sealed: tampered })).rejects.toMatchObject({
          code: expect.stringMatching(/^frame-(malformed|authentication-failed)$/),
        });
      }
    });

    it("is not decrypted at any other length", async () => {
      const sealed = unhex(vector.sealed);
      for (const other of [
        sealed.slice(0, -1),
        sealed.slice(0, 20),
        new Uint8Array(0),
        new Uint8Array([...sealed, 0]),
      ]) {
        await expect(openFrame({ ...common, sealed: other })).rejects.toMatchObject({
          code: expect.stringMatching(/^frame-(malformed|authentication-failed)$/),
        });
      }
    });
  },
);
