import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { frameParts } from "../../../demo/src/server-view/frame-parts.ts";
import { readServerState } from "../../../demo/src/server-view/server-state.ts";
import { observedServer } from "../../../demo/src/server-view/server-url.ts";

interface Vector {
  readonly connectionId: string;
  readonly frameType: "key" | "delta" | "audio";
  readonly plain: string;
  readonly sealed: string;
}

const { frames } = JSON.parse(
  readFileSync(new URL("../../vectors/frames.json", import.meta.url), "utf8"),
) as { readonly frames: readonly Vector[] };
const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const clearBytes = { key: 10, delta: 3, audio: 1 } as const;
const tag = 16;

it("the demo separates a sealed frame's readable bytes, its header and its sealed part", () => {
  expect(frames.length).toBeGreaterThan(0);
  for (const { connectionId, frameType, sealed, plain } of frames) {
    const whole = hex(sealed);
    const parts = frameParts(whole, connectionId);
    expect(parts?.header).toBe(clearBytes[frameType]);
    expect(whole.length - (parts?.sealed ?? 0)).toBe(hex(plain).length - clearBytes[frameType] + tag);
    expect(frameParts(hex(plain), connectionId)).toBeNull();
    expect(frameParts(whole, "B".repeat(26))).toBeNull();
  }
});

it("the demo accepts any bytes as a frame", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.string({ maxLength: 40 }), (bytes, id) => {
      const parts = frameParts(bytes, id);
      return (
        parts === null || (parts.header >= 0 && parts.header < parts.sealed && parts.sealed <= bytes.length)
      );
    }),
  );
});

it("the demo accepts any answer of any server", () => {
  const peers = fc.anything().map((peer) => ({ peers: [peer] }));
  fc.assert(
    fc.property(fc.oneof(fc.anything(), peers), (answer) => {
      const state = readServerState(answer);
      return state === null || Array.isArray(state.peers);
    }),
  );
  expect(readServerState({ peers: [{ connection_id: "A", audio: null }] })).toEqual({
    recording: false,
    peers: [{ connectionId: "A", audio: null, video: null, layers: null }],
  });
  const layers = { B: "r0", C: "none" };
  expect(readServerState({ peers: [{ connection_id: "A", layers }] })?.peers[0]?.layers).toEqual(
    Object.entries(layers),
  );
});

it("the demo asks the server of the current call", () => {
  const own = "http://127.0.0.1:5180/stats";
  expect(observedServer([], own)).toBe(own);
  expect(observedServer(["not an address"], own)).toBe(own);
  expect(observedServer(["ws://127.0.0.1:5000/signaling"], own)).toBe("http://127.0.0.1:5000/");
  expect(observedServer(["wss://sora.example.com/signaling", "wss://b.example.com"], own)).toBe(
    "https://sora.example.com/",
  );
});
