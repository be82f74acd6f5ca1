import { expect, it } from "vitest";
import { createI18n, en, eventText, ja } from "../../../src/i18n/index.ts";
import { createCallStore } from "../../../src/store/call-store.ts";

it("the state has all changes of our devices, and the log only those by the system or a cable", () => {
  const { store, dispatch } = createCallStore("sendrecv", () => 0);
  const before = store.getState();
  dispatch({ type: "self-device", kind: "video", status: "none" });
  expect(store.getState()).toBe(before);

  for (const status of ["on", "none", "on", "muted", "on", "lost", "replaced", "on", "none"] as const) {
    dispatch({ type: "self-device", kind: "video", status });
    expect(store.getState().self.devices).toEqual({ audio: "none", video: status });
  }
  dispatch({ type: "self-device", kind: "audio", status: "lost" });
  const entries = store.getState().log;
  expect(entries.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
    "device video.muted",
    "device video.on",
    "device video.lost",
    "device video.replaced",
    "device video.on",
    "device audio.lost",
  ]);
  for (const i18n of [createI18n("en", en), createI18n("ja", ja)]) {
    const texts = entries.map((entry) => eventText(i18n, entry));
    expect(new Set(texts).size, "texts that differ").toBe(5);
    for (const [at, text] of texts.entries()) expect(text).not.toContain(entries[at]?.detail);
  }
});

it("a lost connection keeps a lost device in the state, and the end of a call removes it", () => {
  const { store, dispatch } = createCallStore("sendrecv");
  dispatch({ type: "self-device", kind: "video", status: "lost" });
  dispatch({ type: "connection-lost" });
  expect(store.getState().self.devices.video).toBe("lost");
  dispatch({ type: "reset" });
  expect(store.getState().self.devices.video).toBe("none");
});
