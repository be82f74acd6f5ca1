import { expect, it } from "vitest";
import { bundle, Harness, id, keyMessage } from "./harness.ts";

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

/** A worker whose engine hands out materials that the test sees, too. */
async function watched() {
  const harness = new Harness();
  const given: Uint8Array[] = [];
  const { agreement } = harness;
  const [start, startSession, stopSession, receiveMessage] = [
    agreement.start.bind(agreement),
    agreement.startSession.bind(agreement),
    agreement.stopSession.bind(agreement),
    agreement.receiveMessage.bind(agreement),
  ];
  agreement.start = async (connectionId) => {
    const result = await start(connectionId);
    given.push(result.selfSecretKeyMaterial);
    return result;
  };
  agreement.startSession = async (connectionId) => {
    const result = await startSession(connectionId);
    given.push(result.selfSecretKeyMaterial);
    return result;
  };
  agreement.stopSession = async (connectionId) => {
    const result = await stopSession(connectionId);
    given.push(result.selfSecretKeyMaterial);
    return result;
  };
  agreement.receiveMessage = async (message) => {
    const result = await receiveMessage(message);
    for (const { secretKeyMaterial } of Object.values(result.remoteSecretKeyMaterials)) {
      given.push(secretKeyMaterial);
    }
    return result;
  };
  await harness.started();
  return { harness, given };
}

it("a worker clears all key material from its engine after the keys are imported", async () => {
  const { harness, given } = await watched();
  await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
  await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 7) });
  await harness.request({ kind: "peer-left", connectionId: id("alice") });
  expect(given).toHaveLength(4);
  expect(given.every(isZero)).toBe(true);
});
