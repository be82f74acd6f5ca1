import { describe, expect, it } from "vitest";
import type { Receipt, ReceiptState } from "../../../src/status.ts";
import { selectOpenedBy } from "../../../src/store/receipts.ts";
import { reduce } from "../../../src/store/reduce.ts";
import type { CallEvent, CallState } from "../../../src/store/types.ts";
import { createTestState, type TestPeer } from "../../../src/testing/test-state.ts";

const on = { audio: "on", video: "on" } as const;
const about = (own: string, audio: ReceiptState, video: ReceiptState): Receipt => ({
  number: 1,
  periods: 1,
  uplink: "good",
  entries: [{ connectionId: own, echo: 1, audio, video }],
});
const tells = (connectionId: string, audio: ReceiptState, video: ReceiptState): CallEvent => ({
  type: "receipt",
  connectionId,
  receipt: about("ME", audio, video),
});
const stateAfter = (peers: readonly TestPeer[], ...events: readonly CallEvent[]): CallState =>
  [{ type: "sending", sending: on } as const, ...events].reduce<CallState>(
    (state, event, at) => reduce(state, event, at * 1000),
    createTestState({ self: { connectionId: "ME" }, peers }),
  );
const results = (state: CallState, own?: string) =>
  selectOpenedBy(state, own).participants.map(({ status, reason }) => reason ?? status);
const ben = { connectionId: "BEN" };

describe("the result of the receipts of all participants", () => {
  it("is off without receipts, alone without receivers, silent without receipts of others, and idle while we send nothing", () => {
    const without = createTestState({ self: { connectionId: "ME" }, peers: [ben] });
    expect(selectOpenedBy(without).status).toBe("off");
    expect(selectOpenedBy(stateAfter([])).status).toBe("alone");
    expect(selectOpenedBy(stateAfter([{ ...ben, role: "sendonly" }])).status).toBe("alone");
    expect(selectOpenedBy(stateAfter([ben])).status).toBe("silent");
    const idle = stateAfter([ben], tells("BEN", "none", "none"), {
      type: "sending",
      sending: { audio: "off", video: "off" },
    });
    expect(selectOpenedBy(idle).status).toBe("idle");
  });

  it.each<[ReceiptState, ReceiptState, string]>([
    ["opens", "opens", "opens"],
    ["opens", "none", "opens"],
    ["opens", "waiting", "waiting"],
    ["opens", "silent", "silent"],
    ["opens", "auth-failed", "auth-failed"],
    ["no-key", "silent", "no-key"],
    ["unprotected", "unprotected", "unprotected"],
    ["none", "none", "not-receiving"],
  ])("for audio %s and video %s is %s", (audio, video, wanted) => {
    const state = stateAfter([ben], tells("BEN", audio, video));
    expect(results(state)).toEqual([wanted]);
    expect(selectOpenedBy(state).opened).toBe(wanted === "opens" ? 1 : 0);
  });

  it("excludes media that we do not send, and waits for media that we have just started to send", () => {
    const silent = tells("BEN", "opens", "silent");
    const video = (state: "off" | "new"): CallEvent => ({
      type: "sending",
      sending: { audio: "on", video: state },
    });
    expect(results(stateAfter([ben], silent, video("off")))).toEqual(["opens"]);
    expect(results(stateAfter([ben], silent, video("new")))).toEqual(["waiting"]);
  });

  it("groups the connections that proved one key, and requires that all receivers decrypt", () => {
    const identity = { status: "known", key: "aa:bb" } as NonNullable<TestPeer["identity"]>;
    const peers: TestPeer[] = [
      { ...ben, identity },
      { connectionId: "BEN-TABLET", identity },
      { connectionId: "BEN-SCREEN", identity, role: "sendonly" },
    ];
    const one = tells("BEN", "opens", "opens");
    expect(results(stateAfter(peers, one))).toEqual(["does-not-say"]);
    expect(results(stateAfter(peers, one, tells("BEN-TABLET", "opens", "no-key")))).toEqual(["no-key"]);
    const both = stateAfter(peers, one, tells("BEN-TABLET", "none", "none"));
    expect(selectOpenedBy(both)).toMatchObject({ opened: 1, total: 1 });
  });

  it("is separate for our screen, and contains nothing about other participants' connections", () => {
    const screen = { connectionId: "SCREEN", fingerprint: "cc", sending: { audio: false, video: true } };
    const state = stateAfter(
      [ben, screen],
      {
        type: "own-connection",
        connectionId: "SCREEN",
        own: { purpose: "screen", fingerprint: "cc" },
      },
      {
        type: "receipt",
        connectionId: "BEN",
        receipt: {
          ...about("ME", "opens", "opens"),
          entries: [
            ...about("ME", "opens", "opens").entries,
            ...about("SCREEN", "none", "auth-failed").entries,
            ...about("EVE", "opens", "opens").entries,
          ],
        },
      },
    );
    expect(results(state)).toEqual(["opens"]);
    expect(results(state, "SCREEN")).toEqual(["auth-failed"]);
    expect(Object.keys(state.receipts?.told.BEN?.about ?? {})).toEqual(["ME", "SCREEN"]);
  });

  it("has the time of the first receipt with this report, and a repeated receipt changes nothing", () => {
    const first = stateAfter([ben], tells("BEN", "opens", "opens"));
    const again = reduce(first, tells("BEN", "opens", "opens"), 9_000);
    expect(again.receipts).toBe(first.receipts);
    expect(selectOpenedBy(again).participants[0]?.since).toBe(1_000);
    const changed = reduce(again, tells("BEN", "opens", "no-key"), 10_000);
    expect(selectOpenedBy(changed).participants[0]?.since).toBe(10_000);
  });

  it("drops a receipt when it expires, when its peer leaves, and when the connection is lost", () => {
    const told = stateAfter([ben], tells("BEN", "opens", "opens"));
    const lapsed = reduce(told, { type: "receipts-lapsed", connectionIds: ["BEN"] }, 0);
    expect(results(lapsed)).toEqual(["does-not-say"]);
    const left = reduce(told, { type: "peer-left", connectionId: "BEN" }, 0);
    expect(Object.keys(left.receipts?.told ?? {})).toEqual([]);
    expect(reduce(told, { type: "connection-lost" }, 0).receipts).toBeNull();
  });

  it("contains nothing before we have a connection, of unknown peers, or of ids such as __proto__", () => {
    const none = createTestState({ self: { connectionId: "ME" }, peers: [ben] });
    expect(reduce(none, tells("BEN", "opens", "opens"), 0)).toMatchObject({ receipts: null });
    const state = stateAfter([ben], tells("EVE", "opens", "opens"), tells("__proto__", "opens", "opens"));
    expect(Object.keys(state.receipts?.told ?? {})).toEqual([]);
    const refused = reduce(state, { type: "receipt", connectionId: "BEN", receipt: null }, 0);
    expect(refused.receipts?.refused).toBe(1);
  });
});
