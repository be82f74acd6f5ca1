import { act, render } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SoraCallOptions } from "../../../src/call/types.ts";
import { type UseSoraE2EEOptions, useSoraE2EE } from "../../../src/hooks/useSoraE2EE.ts";
import { createFakeCalls } from "../support/fake-calls.ts";
import { options } from "../support/set-up-hook.ts";

/** Renders on every phase of the call, as every component with this hook. `changing` gives options for each render. */
function mount(changing: () => Partial<UseSoraE2EEOptions>, strict = false) {
  const calls = createFakeCalls();
  let renders = 0;
  const Component = ({ given }: { given: Partial<UseSoraE2EEOptions> }) => {
    renders += 1;
    useSoraE2EE({
      ...options,
      createCall: calls.create,
      autoConnect: true,
      ...changing(),
      ...given,
    } as UseSoraE2EEOptions);
    return null;
  };
  const element = (given: Partial<UseSoraE2EEOptions>) =>
    strict ? (
      <StrictMode>
        <Component given={given} />
      </StrictMode>
    ) : (
      <Component given={given} />
    );
  const { rerender, unmount } = render(element({}));
  return {
    calls,
    renders: () => renders,
    rerender: (given: Partial<UseSoraE2EEOptions> = {}) => rerender(element(given)),
    unmount,
  };
}

/** Lets time pass. A call that is connecting at that point becomes connected. */
async function pass(milliseconds: number, calls: ReturnType<typeof createFakeCalls>) {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(100);
      const call = calls.made.at(-1);
      if (call?.store.getState().phase === "connecting") call.connected();
    });
  }
}

class FakeStream extends EventTarget {}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe.each([false, true])("an option with a new value in every render (StrictMode: %s)", (strict) => {
  let count = 0;
  const cases: readonly (readonly [string, () => Partial<UseSoraE2EEOptions>])[] = [
    ["metadata", () => ({ metadata: { joinedAt: count++ } })],
    ["signalingNotifyMetadata", () => ({ signalingNotifyMetadata: { nested: { at: [count++] } } })],
    ["stream", () => ({ stream: new FakeStream() as MediaStream }) as Partial<UseSoraE2EEOptions>],
    ["connectionOptions", () => ({ connectionOptions: { clientId: `c${count++}` } })],
  ];

  it.each(cases)(
    "makes three more connections, at most one per second, and logs one warning that names %s",
    async (name, changing) => {
      const { calls, renders, rerender, unmount } = mount(changing, strict);
      await pass(900, calls);
      expect(calls.made.length).toBeLessThanOrEqual(2);
      await pass(1000, calls);
      expect(calls.made.length).toBeLessThanOrEqual(3);
      await pass(30_000, calls);
      expect(calls.made).toHaveLength(4);
      expect(calls.open()).toEqual([calls.latest()]);
      expect(calls.latest().store.getState().phase).toBe("connected");
      expect(vi.mocked(console.warn).mock.calls).toEqual([[expect.stringContaining(`"${name}"`)]]);

      // StrictMode, which a whole project of these tests turns on, renders twice.
      const before = renders();
      for (let i = 0; i < 20; i++) rerender();
      await pass(10_000, calls);
      expect(calls.made).toHaveLength(4);
      expect(renders() - before).toBeLessThanOrEqual(40);
      expect(console.warn).toHaveBeenCalledOnce();
      unmount();
      await pass(100, calls);
      expect(calls.open()).toEqual([]);
    },
  );

  it("does not prevent a reconnect for a changed value of another option", async () => {
    const { calls, rerender } = mount(() => ({ metadata: { at: count++ } }), strict);
    await pass(30_000, calls);
    rerender({ channelId: "other" });
    await pass(2000, calls);
    expect(calls.made).toHaveLength(5);
    expect(calls.latest().options.channelId).toBe("other");
    expect(calls.latest().store.getState().phase).toBe("connected");
  });

  it("stops retrying when the call fails repeatedly", async () => {
    const { calls } = mount(() => ({ metadata: { at: count++ } }), strict);
    for (let second = 0; second < 20; second++) {
      await act(async () => {
        await vi.advanceTimersByTimeAsync(1000);
        if (calls.latest().store.getState().phase === "connecting")
          calls.latest().script.fails("server-unreachable");
      });
    }
    expect(calls.made).toHaveLength(4);
  });
});

describe("an option that changes with a clock", () => {
  it("makes at most twenty connections, and logs one warning that names the option", async () => {
    const { calls, rerender } = mount(() => ({}));
    for (let second = 0; second < 120; second++) {
      rerender({ metadata: { second } });
      await pass(500, calls);
      rerender({ metadata: { second } });
      await pass(500, calls);
    }
    expect(calls.made).toHaveLength(21);
    expect(calls.open()).toEqual([calls.latest()]);
    expect(calls.latest().store.getState().phase).toBe("connected");
    expect(vi.mocked(console.warn).mock.calls).toEqual([[expect.stringContaining('"metadata"')]]);
  });
});

describe("an option that a person changes", () => {
  it("makes a connection for each change, without a warning", async () => {
    const { calls, rerender } = mount(() => ({}));
    await pass(500, calls);
    for (let i = 1; i <= 40; i++) {
      rerender({ channelId: `room ${i}` });
      await pass(2000, calls);
      expect(calls.latest().options.channelId).toBe(`room ${i}`);
      expect(calls.latest().store.getState().phase).toBe("connected");
    }
    expect(calls.made).toHaveLength(41);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it("makes no connection after the unmount", async () => {
    const { calls, rerender, unmount } = mount(() => ({}));
    await pass(500, calls);
    rerender({ channelId: "a" });
    await pass(200, calls);
    rerender({ channelId: "b" });
    unmount();
    await pass(5000, calls);
    expect(calls.open()).toEqual([]);
    expect(calls.made.map((call) => call.options.channelId)).toEqual(["room", "a"]);
  });
});

describe("comparison of option values", () => {
  it("treats values with equal contents as equal, also cyclic ones", async () => {
    const { calls } = mount(() => {
      const metadata: Record<string, unknown> = { list: [{ deep: Number.NaN, at: new Date(5) }] };
      metadata.self = null;
      return { metadata } as unknown as Partial<UseSoraE2EEOptions>;
    });
    await pass(3000, calls);
    expect(calls.made).toHaveLength(1);
  });

  it("bounds the connections for cyclic values and does not throw", async () => {
    const { calls } = mount(() => {
      const metadata: Record<string, unknown> = {};
      metadata.self = metadata;
      return { metadata } as unknown as Partial<UseSoraE2EEOptions>;
    });
    await pass(30_000, calls);
    expect(calls.made).toHaveLength(4);
  });

  it("bounds the connections for unreadable values and does not throw", async () => {
    const { calls } = mount(() => {
      const metadata = Object.defineProperty({}, "token", {
        enumerable: true,
        get: () => {
          throw new TypeError("a getter of the app");
        },
      });
      return { metadata } as unknown as Partial<UseSoraE2EEOptions>;
    });
    await pass(30_000, calls);
    expect(calls.made).toHaveLength(4);
  });

  it("compares values from another window by their contents", async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const parse = (text: string) =>
      (frame.contentWindow as unknown as { eval(code: string): unknown }).eval(`(${text})`);
    const { calls } = mount(
      () => ({ metadata: parse('{ list: [{ token: "a" }] }') }) as Partial<UseSoraE2EEOptions>,
    );
    await pass(3000, calls);
    frame.remove();
    expect(calls.made).toHaveLength(1);
  });

  it("makes no connection for a new function, and uses the newest one", async () => {
    let newest = 0;
    const { calls, rerender } = mount(() => {
      const own = ++newest;
      return { metadata: () => own, createWorker: () => ({ own }) as unknown as Worker };
    });
    await pass(3000, calls);
    rerender();
    await pass(3000, calls);
    expect(calls.made).toHaveLength(1);
    const { metadata, createWorker } = calls.latest().options as SoraCallOptions;
    expect((metadata as () => unknown)()).toBe(newest);
    expect(createWorker?.()).toEqual({ own: newest });
    expect(console.warn).not.toHaveBeenCalled();
  });
});
