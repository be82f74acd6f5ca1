import { expect, test } from "vitest";
import { callsSetting, expectOnlySealed } from "./support/calls.ts";
import { ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { picture, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = withRelay(callsSetting(setting()));
/** A current Sora. */
const today = { relay: "messaging", server: { soraVersion: "2026.1" } } as const;
const simulcast = { simulcast: "1", size: "960x540" };
const requestRid = "2025.2.0/RequestSimulcastRid";
const putMetadata = "2025.2.0/PutSignalingNotifyMetadata";

type Server = { readonly layers: Record<string, unknown>; readonly rpcMethods: readonly string[] } | null;

const rpc = ({ tab }: Person, method: string, params: Record<string, unknown>) =>
  tab.evaluate(
    async ([name, given]) => {
      try {
        return { result: await window.__calls.call("main").rpc(name, given) };
      } catch (error) {
        const { code, cause } = error as { code?: string; cause?: unknown };
        return { code, cause };
      }
    },
    [method, params] as const,
  );
const server = ({ tab }: Person) =>
  tab.evaluate(() => structuredClone(window.__calls.call("main").store.getState().server) as Server);

async function protectedId(person: Person): Promise<string> {
  await eventually(`${person.name} is protected`, async () =>
    expect(await ownTile(person)).toMatchObject({ encryption: "protected" }),
  );
  return (await ownTile(person)).id;
}

test("viewers in Chromium and Firefox request another layer by RPC, and their stores report it", async () => {
  const meeting = await open(today);
  const params = { role: "recvonly", simulcast: "1" };
  const viewers = [
    await meeting.join("viewer", { params }),
    await meeting.join("viewer in Firefox", { params, browser: "firefox" }),
  ];
  const ann = await meeting.join("Ann", { params: simulcast });
  const id = await protectedId(ann);
  for (const viewer of viewers) {
    const seen = async () => (await picture(viewer.tab, id)).width;
    await eventually(`${viewer.name} sees the smallest layer`, async () => expect(await seen()).toBe(240));
    expect((await server(viewer))?.rpcMethods).toContain(requestRid);

    expect(await rpc(viewer, requestRid, { rid: "r1" })).toMatchObject({ result: { rid: "r1" } });
    await eventually(`${viewer.name} sees the middle layer`, async () => expect(await seen()).toBe(480));
    await eventually("the store has the layer", async () =>
      expect((await server(viewer))?.layers[id]).toEqual({ current: "r1", requested: "r1" }),
    );
    expect(await rpc(viewer, requestRid, { rid: "r1", nonsense: 1 })).toMatchObject({
      code: "rpc-failed",
      cause: { code: -32602, data: { "UNKNOWN-KEYS": ["nonsense"] } },
    });
  }
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("participants who join after metadata were set by RPC are encrypted as well", async () => {
  const meeting = await open(today);
  const ann = await meeting.join("Ann");
  const id = await protectedId(ann);
  expect(await rpc(ann, putMetadata, { metadata: { hand: true } })).toEqual({ result: { hand: true } });
  expect(await rpc(ann, `${putMetadata}Item`, { key: "pre_key_bundle", value: null })).toMatchObject({
    code: "invalid-options",
  });
  const ben = await meeting.join("Ben");
  await eventually("Ann is encrypted for Ben", async () => {
    expect((await tiles(ben.tab)).find((tile) => tile.id === id)).toMatchObject({ encryption: "encrypted" });
  });
  const metadata = await ben.tab.evaluate(
    (peer) => window.__calls.call("main").store.getState().peers[peer]?.metadata,
    id,
  );
  expect(metadata).toEqual({ hand: true });
});
