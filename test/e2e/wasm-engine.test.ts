import { expect, test } from "vitest";
import { inCall, nothingMoreFrom } from "./support/calls.ts";
import {
  everyoneEncrypted,
  everyoneSeesAndHears,
  keyIds,
  ownKeyIds,
  ownTile,
} from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { everythingReleased } from "./support/released.ts";
import { panicChannel } from "./support/sora-wasm/options.ts";
import { wasmSetting } from "./support/sora-wasm/setting.ts";
import { withWasm } from "./support/sora-wasm/stand-ins.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = wasmSetting();

/** The first byte of a key message that carries a key. */
const cipherMessage = 1;

async function framesFrom(meeting: Meeting, id: string): Promise<number[]> {
  const [, stats] = connections(meeting.stats(), meeting.channel).find(([connection]) => connection === id)!;
  return [stats.frames.audio.total, stats.frames.video.total];
}

test("a peer with Sora's wasm and two built-in peers hold a call, and keys change with joins and leaves", async () => {
  const keysSent = new Map<string, number>();
  let losing: string | null = null;
  const { meeting, host } = await open({
    test: {
      interception: {
        keyMessage({ from, to }, message) {
          const way = `${from} to ${to}`;
          if (message[0] === cipherMessage) keysSent.set(way, (keysSent.get(way) ?? 0) + 1);
          if (way !== losing) return [message];
          losing = null;
          return [];
        },
      },
    },
  });
  const { people } = meeting;
  // The server counts the messages between two peers, which only this relay has.
  meeting.params.relay = "signaling";
  const wim = await meeting.arrive("Wim", { params: withWasm });
  const ben = await meeting.arrive("Ben");
  const cho = await meeting.arrive("Cho");
  const wimId = (await ownTile(wim)).id;
  const toBen = `${wimId} to ${(await ownTile(ben)).id}`;
  const sentTo = async (person: Person) => keysSent.get(`${wimId} to ${(await ownTile(person)).id}`) ?? 0;

  /**
   * Wim's key id increases by one with each join and leave, and by two with each renewal, which the wasm uses
   * in place of an announcement. All other key ids increase only with joins and leaves. Ben got these keys of
   * Wim: the key that opened their session, each renewed key, and one key for each leave.
   */
  async function expectEachMoveHasItsCause(
    moves: { readonly joins: number; readonly leaves: number },
    others: Readonly<Record<string, number>>,
  ): Promise<void> {
    const renewals = keysSent.get(toBen)! - 1 - moves.leaves;
    expect(await keyIds(people)).toEqual({ Wim: moves.joins + moves.leaves + 2 * renewals, ...others });
  }

  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);
  await eventually("Wim has renewed the key since Cho came, and all hold it", async () => {
    expect(await sentTo(cho)).toBeGreaterThan(1);
    await expectEachMoveHasItsCause({ joins: 2, leaves: 0 }, { Ben: 1, Cho: 0 });
  });
  expect(host.requests.map(({ path }) => path).sort()).toEqual(["/wasm.wasm", "/wasm_exec.js"]);

  const dan = await meeting.join("Dan");
  await everyoneEncrypted(people);
  await eventually("Wim has renewed the key since Dan came, and all hold it", async () => {
    expect(await sentTo(dan)).toBeGreaterThan(1);
    await expectEachMoveHasItsCause({ joins: 3, leaves: 0 }, { Ben: 2, Cho: 1, Dan: 0 });
  });

  // Ben never gets the key that Wim made when Cho left, so only Wim's next key lets Ben decrypt again.
  losing = toBen;
  await cho.tab.click('button[data-tone="danger"]');
  meeting.forget(cho);
  await eventually("everybody holds the renewed key, and it seals", async () => {
    await expectEachMoveHasItsCause({ joins: 3, leaves: 1 }, { Ben: 3, Dan: 1 });
    const { Wim, Ben, Dan } = await keyIds(people);
    expect(await ownKeyIds(people)).toEqual([Wim, Ben, Dan]);
  });
  expect(losing, "what was to be lost").toBe(null);
  await everyoneEncrypted(people);
  await everythingSealed(meeting);
});

test("the class build of the wasm joins a running call", async () => {
  const { meeting, host } = await open();
  await meeting.join("Ann");
  await meeting.join("Wim", { params: { ...withWasm, wasmExec: "/wasm_exec-class.js" } });
  await meeting.join("Ben");

  await everyoneEncrypted(meeting.people);
  await everyoneSeesAndHears(meeting.people);
  await everythingSealed(meeting);
  expect(host.requests.map(({ path }) => path).sort()).toEqual(["/wasm.wasm", "/wasm_exec-class.js"]);
});

test("the wasm works in Firefox", async () => {
  const { meeting } = await open();
  await meeting.join("Ann");
  await meeting.join("Wim", { browser: "firefox", params: withWasm });
  await meeting.join("Ben");

  await everyoneEncrypted(meeting.people);
  await everyoneSeesAndHears(meeting.people);
  await everythingSealed(meeting);
});

test("a wasm panic during a call ends only that peer's call, and no frame is sealed afterwards", async () => {
  const { meeting } = await open();
  const { people } = meeting;
  const wim = await meeting.join("Wim", { params: withWasm });
  await meeting.join("Ben");
  await everyoneEncrypted(people);
  await everythingSealed(meeting);
  const { id } = await ownTile(wim);

  await wim.tab.evaluate((name) => new BroadcastChannel(name).postMessage("panic"), panicChannel);
  await meeting.join("Cho");
  await eventually("the crash shows", async () => expect(await shownError(wim.tab)).toBe("wasm-crashed"));
  await everythingReleased(wim.tab);
  const sent = await framesFrom(meeting, id);
  meeting.forget(wim);
  await everyoneEncrypted(people);
  await nothingMoreFrom(meeting, id, { landing: 0 });

  expect(await framesFrom(meeting, id)).toEqual(sent);
  await everythingSealed(meeting);
});

test("a lost connection returns with the loaded wasm, also while the wasm's host is unreachable", async () => {
  const { meeting, host } = await open();
  const { people, server } = meeting;
  meeting.allowProblems(/503/);
  await meeting.join("Ann");
  const wim = await meeting.join("Wim", { params: withWasm });
  await everyoneEncrypted(people);
  await everythingSealed(meeting);
  const lost = (await ownTile(wim)).id;
  const scripts = () => host.requests.filter(({ path }) => path === "/wasm_exec.js").length;

  host.fail(503);
  server.faults.drop(lost);
  await eventually("the host was asked in vain", () => expect(scripts()).toBeGreaterThan(1));
  host.fail(null);

  await eventually("Wim is back", async () => expect((await ownTile(wim)).id).not.toBe(lost));
  await everyoneEncrypted(people);
  await everythingSealed(meeting);
  expect(host.requests.filter(({ path }) => path === "/wasm.wasm")).toHaveLength(1);
});

test("two calls of one page that start together download the wasm once, and have separate instances", async () => {
  const { meeting, host } = await open({ page: "calls.html" });
  const ann = await meeting.join("Ann");
  const request = {
    channel: meeting.channel,
    signaling: `ws://127.0.0.1:${meeting.server.port}/signaling`,
    wasm: { wasmUrl: "/wasm.wasm", wasmExecUrl: "/wasm_exec.js" },
  };
  const joined = ann.tab.evaluate(
    (options) => Promise.all(["one", "other"].map((name) => window.__calls.join(name, options))),
    request,
  );
  expect(await joined).toEqual([null, null]);

  await everyoneEncrypted(["main", "one", "other"].map((name) => inCall(ann, name)));
  await everythingSealed(meeting);
  expect(host.requests.map(({ path }) => path).sort()).toEqual([
    "/wasm.wasm",
    "/wasm_exec.js",
    "/wasm_exec.js",
  ]);
  const [one, other] = await ann.tab.evaluate(() =>
    ["one", "other"].map((name) => window.__calls.call(name).store.getState().self.fingerprint),
  );
  expect(one).not.toBe(other);
});

test("a peer with Sora's wasm signs its sealed messages with a key that it announced", async () => {
  const { meeting } = await open({ page: "calls.html" });
  const label = "#chat";
  const wim = await meeting.arrive("Wim", { params: { ...withWasm, sealed: label } });
  const ben = await meeting.join("Ben", { params: { sealed: label } });
  await everyoneEncrypted(meeting.people);
  for (const [from, to] of [
    [wim, ben],
    [ben, wim],
  ] as const) {
    await eventually(`${to.name} reads ${from.name}`, async () => {
      await from.tab.evaluate(
        (label) => window.__calls.call("main").sendSealedMessage(label, "hello"),
        label,
      );
      expect(await to.tab.evaluate(() => window.__calls.received)).toContain("hello");
    });
  }
  const signedBy = (person: Person) => person.tab.evaluate(() => window.__calls.signedBy);
  expect(new Set(await signedBy(ben))).toEqual(new Set(["message-key"]));
  expect(new Set(await signedBy(wim))).toEqual(new Set(["identity"]));
});
