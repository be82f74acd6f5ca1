// @ts-check
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** @typedef {{ identityKey: string, signedPreKey: string, preKeySignature: string }} Bundle */
/** @typedef {"key" | "delta" | "audio"} FrameType */
/** @typedef {{ messages: Uint8Array[] }} Messages */
/**
 * @typedef {{
 *   init(): Promise<{ preKeyBundle: Bundle }>,
 *   start(connectionId: string): Promise<unknown>,
 *   addPreKeyBundle(connectionId: string, bundle: Bundle): Promise<void>,
 *   startSession(connectionId: string, bundle: Bundle): Promise<Messages>,
 *   stopSession(connectionId: string): Promise<Messages>,
 *   receiveMessage(message: Uint8Array): Promise<Messages>,
 *   selfFingerprint(): string,
 *   remoteFingerprints(): Record<string, string>,
 * }} KeyAgreement
 */
/**
 * What a module must export: the contract of `react-sora-e2ee/e2ee`.
 * @typedef {{
 *   createKeyAgreement(options?: { randomBytes?: (length: 32) => Uint8Array }): KeyAgreement,
 *   deriveFrameSecrets(material: Uint8Array): Promise<{ key: Uint8Array, writeIv: Uint8Array }>,
 *   sealFrame(options: {
 *     secretKeyMaterial: Uint8Array, connectionId: string, keyId: number, counter: number, frameType: FrameType, plain: Uint8Array,
 *   }): Promise<Uint8Array>,
 *   openFrame(options: {
 *     secretKeyMaterial: Uint8Array, connectionId: string, keyId: number, frameType: FrameType, sealed: Uint8Array,
 *   }): Promise<Uint8Array>,
 * }} Implementation
 */

const required = ["createKeyAgreement", "deriveFrameSecrets", "sealFrame", "openFrame"];

/**
 * Imports the implementation that a path or the name of a package gives.
 * @param {string} name
 * @returns {Promise<Implementation>}
 */
export async function loadImplementation(name) {
  const path = resolve(name);
  const module = await import(existsSync(path) ? pathToFileURL(path).href : name);
  const missing = required.filter((each) => typeof module[each] !== "function");
  if (missing.length > 0) throw new Error(`${name} does not export ${missing.join(", ")}.`);
  return module;
}
