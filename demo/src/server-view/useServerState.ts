import { useCallback, useEffect, useRef, useState } from "react";
import { readServerState, type ServerState } from "./server-state.ts";

export type ServerAnswer =
  | { readonly status: "asking" }
  /** It shows nothing of itself. */
  | { readonly status: "nothing" }
  /** `silent`: the server offered a view, and does not answer at the moment. */
  | { readonly status: "shown"; readonly state: ServerState; readonly silent: boolean };

const every = 1000;
const patience = 5000;

/** Requests the server's view once a second while the page is visible. */
export function useServerState(serverUrl: string, channelId: string, active: boolean) {
  const [answer, setAnswer] = useState<ServerAnswer>({ status: "asking" });
  const [attempt, setAttempt] = useState(0);
  /** True when the server has shown a view before. */
  const known = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: Another attempt begins anew.
  useEffect(() => {
    if (!active) return;
    const over = new AbortController();
    const poll = async () => {
      while (!over.signal.aborted) {
        await untilVisible(over.signal);
        if (over.signal.aborted) return;
        const state = await ask(serverUrl, channelId, over.signal);
        if (over.signal.aborted) return;
        if (state) {
          known.current = true;
          setAnswer({ status: "shown", state, silent: false });
        } else if (known.current) {
          setAnswer((last) => (last.status === "shown" ? { ...last, silent: true } : last));
        } else {
          // A server without a view is not asked every second.
          setAnswer({ status: "nothing" });
          return;
        }
        await pause(state ? every : patience, over.signal);
      }
    };
    void poll();
    return () => over.abort();
  }, [serverUrl, channelId, active, attempt]);

  const askAgain = useCallback(() => {
    setAnswer({ status: "asking" });
    setAttempt((last) => last + 1);
  }, []);
  return { answer, askAgain };
}

async function ask(serverUrl: string, channelId: string, over: AbortSignal): Promise<ServerState | null> {
  try {
    const address = new URL(`/channels/${encodeURIComponent(channelId)}/view`, serverUrl);
    const signal = AbortSignal.any([over, AbortSignal.timeout(patience)]);
    const response = await fetch(address, { signal, cache: "no-store" });
    return response.ok ? readServerState(await response.json()) : null;
  } catch {
    return null;
  }
}

function untilVisible(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const look = () => {
      if (document.hidden && !over.aborted) return;
      listening.abort();
      resolve();
    };
    document.addEventListener("visibilitychange", look, { signal: listening.signal });
    over.addEventListener("abort", look, { signal: listening.signal });
    look();
  });
}

function pause(milliseconds: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    over.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
