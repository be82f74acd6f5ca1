import { describe, expect, it } from "vitest";
import { createLocalMedia } from "../../src/devices/local-media-source.ts";
import type { LocalMediaOptions } from "../../src/devices/types.ts";

const invalid = expect.objectContaining({ name: "SoraE2EEError", code: "invalid-options" });
const fail = (): never => {
  throw new TypeError("a trap of the app");
};
const trap = () => new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });

/** A source as a caller in JavaScript sees it. */
type Untyped = Record<string, (...given: unknown[]) => unknown>;
const untyped = () => createLocalMedia() as unknown as Untyped;

describe("the arguments of local media", () => {
  it.each([
    ["options that cannot be read", () => createLocalMedia(trap())],
    ["constraints that are a text", () => createLocalMedia({ audio: "yes" } as unknown as LocalMediaOptions)],
    ["a key that is no text", () => createLocalMedia({ remember: 5 } as unknown as LocalMediaOptions)],
    ["another kind in turnOff", () => untyped().turnOff?.("screen")],
    ["a speaker id that is no text", () => untyped().chooseSpeaker?.(trap())],
    ["no speaker id", () => untyped().chooseSpeaker?.(undefined)],
  ])("are refused when they are %s", (_what, call) => {
    expect(call).toThrow(invalid);
  });

  it.each([
    ["another kind in turnOn", "turnOn", ["screen"]],
    ["a kind that is a symbol in turnOn", "turnOn", [Symbol("audio")]],
    ["another kind in choose", "choose", ["constructor", null]],
    ["a device id that is no text", "choose", ["audio", 5]],
    ["a device id that cannot be read", "choose", ["audio", trap()]],
    ["screen options that cannot be read", "startScreen", [trap()]],
    ["screen options that are no object", "startScreen", ["window"]],
  ])("are refused when they are %s, and nothing changes", async (_what, method, given) => {
    const media = createLocalMedia();
    const before = media.store.getState();
    await expect((media as unknown as Untyped)[method]?.(...given)).rejects.toEqual(invalid);
    expect(media.store.getState()).toBe(before);
  });
});
