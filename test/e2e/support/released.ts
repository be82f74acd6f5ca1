import { expect } from "vitest";
import type { Tab } from "./browser.ts";
import { tiles } from "./tiles.ts";
import { eventually } from "./wait.ts";

/** The resources that a page must release when its call failed or ended. */
export async function everythingReleased(tab: Tab): Promise<void> {
  await eventually("camera, microphone, worker and sockets are released", async () => {
    const { states, sockets } = await tab.evaluate(() => ({
      states: window.__fake.tracks.map(({ readyState }) => readyState),
      sockets: window.__fake.sockets.filter(({ socket }) => socket.readyState < WebSocket.CLOSING).length,
    }));
    expect(states, "tracks").toEqual(states.map(() => "ended"));
    expect(sockets, "open sockets").toBe(0);
    expect(tab.workers(), "workers").toEqual([]);
    expect(await tiles(tab), "tiles").toEqual([]);
  });
}
