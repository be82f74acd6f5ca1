// @ts-check
import { expectRefused, expectSame, fromHex, toHex } from "./values.mjs";

/** @typedef {import("./implementation.mjs").Implementation} Implementation */
/** @typedef {{ material: string, key: string, writeIv: string }} FrameKeys */
/**
 * @typedef {{
 *   secretKeyMaterial: string, connectionId: string, keyId: number, counter: number,
 *   frameType: "key" | "delta" | "audio", plain: string, sealed: string,
 * }} Frame
 */

/**
 * Compares the keys of frames that come from a material.
 * @param {Implementation} implementation
 * @param {FrameKeys} vector
 */
export async function checkFrameKeys({ deriveFrameSecrets }, vector) {
  const { key, writeIv } = await deriveFrameSecrets(fromHex(vector.material));
  expectSame(toHex(key), vector.key, "frame key");
  expectSame(toHex(writeIv), vector.writeIv, "write IV");
}

/**
 * Seals and opens a recorded frame, and opens changed copies of it, which must fail.
 * @param {Implementation} implementation
 * @param {Frame} vector
 */
export async function checkFrame({ sealFrame, openFrame }, vector) {
  const { connectionId, keyId, counter, frameType } = vector;
  const common = { secretKeyMaterial: fromHex(vector.secretKeyMaterial), connectionId, keyId, frameType };
  const sealed = await sealFrame({ ...common, counter, plain: fromHex(vector.plain) });
  expectSame(toHex(sealed), vector.sealed, "sealed frame");
  const opened = await openFrame({ ...common, sealed: fromHex(vector.sealed) });
  expectSame(toHex(opened), vector.plain, "opened frame");
  for (let at = 0; at < sealed.length; at += sealed.length > 200 ? 97 : 1) {
    const changed = fromHex(vector.sealed);
    changed[at] = Number(changed[at]) ^ 1;
    await expectRefused(`a frame whose byte ${at} was changed`, () =>
      openFrame({ ...common, sealed: changed }),
    );
  }
  const short = fromHex(vector.sealed).slice(0, -1);
  await expectRefused("a frame without its last byte", () => openFrame({ ...common, sealed: short }));
}
