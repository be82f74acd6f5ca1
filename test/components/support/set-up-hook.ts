import { act, renderHook } from "@testing-library/react";
import type { StrictMode } from "react";
import { type UseSoraE2EEOptions, useSoraE2EE } from "../../../src/hooks/useSoraE2EE.ts";
import { createFakeCalls } from "./fake-calls.ts";

export const options: UseSoraE2EEOptions = {
  signalingUrls: "wss://sora.example/signaling",
  channelId: "room",
};

/** The hook over fake calls. Options are new objects in every render, as an app writes them. */
export function setUpHook(initial: Partial<UseSoraE2EEOptions> = {}, wrapper?: typeof StrictMode) {
  const calls = createFakeCalls();
  const hook = renderHook(
    (changed: Partial<UseSoraE2EEOptions>) =>
      useSoraE2EE({
        ...structuredClone(options),
        ...changed,
        createCall: calls.create,
      } as UseSoraE2EEOptions),
    { initialProps: initial, ...(wrapper ? { wrapper } : {}) },
  );
  return { calls, ...hook };
}

/** Waits until all pending promises have settled. */
export const settle = () => act(async () => new Promise((resolve) => setTimeout(resolve, 0)));
