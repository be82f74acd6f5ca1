import { describe, expect, it, vi } from "vitest";
import { hintLabel, writeMediaHint } from "../../../src/e2ee/messages/media-hint.ts";
import { receiptVersion } from "../../../src/e2ee/messages/receipt.ts";
import { takeHints } from "../../../src/e2ee/worker/media-hints.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { FakeClock, id } from "./fakes.ts";

const hint = writeMediaHint({ audio: true, video: false });
const receipt = Uint8Array.of(receiptVersion, 0, 1, 1, 0);

function setUp() {
  const peers = new Peers(new FakeClock());
  const ann = peers.add(id("ann"), "keys");
  const hinted = vi.spyOn(ann, "hinted");
  const calls = { onHint: vi.fn(), deliver: vi.fn(), onReceipt: vi.fn(), onOpened: vi.fn() };
  const { onHint, deliver, onReceipt, onOpened } = calls;
  const take = takeHints(peers, onHint, deliver, onReceipt, onOpened);
  return {
    ...calls,
    ann,
    hinted,
    take: (label: string, data: Uint8Array<ArrayBuffer>, from = id("ann")) => {
      const message = { label, data, from, signedBy: "key" } as unknown as Parameters<typeof take>[0];
      take(message);
      expect(onOpened.mock.calls).toEqual([[message]]);
      return message;
    },
  };
}

describe("a sealed message", () => {
  it("of the app reaches the app, whatever it holds", () => {
    for (const data of [hint, receipt]) {
      const { take, deliver, hinted, onHint, onReceipt } = setUp();
      const message = take("#chat", data);
      expect(deliver.mock.calls).toEqual([[message]]);
      for (const other of [hinted, onHint, onReceipt]) expect(other).not.toHaveBeenCalled();
    }
  });

  it("with a hint reaches only its peer", () => {
    const { take, ann, deliver, hinted, onHint, onReceipt } = setUp();
    take(hintLabel, hint);
    expect(hinted.mock.calls).toEqual([[{ audio: true, video: false }]]);
    expect(onHint.mock.calls).toEqual([[ann]]);
    for (const other of [deliver, onReceipt]) expect(other).not.toHaveBeenCalled();
  });

  it("with a receipt reaches the keys and the page", () => {
    const { take, deliver, hinted, onHint, onReceipt } = setUp();
    const message = take(hintLabel, receipt);
    expect(onReceipt.mock.calls).toEqual([[message]]);
    expect(deliver.mock.calls).toEqual([[message]]);
    for (const other of [hinted, onHint]) expect(other).not.toHaveBeenCalled();
  });

  it.each([
    ["of an unknown peer", hint, id("ben")],
    ["that cannot be read", Uint8Array.of(9, 1, 0), id("ann")],
  ])("with a hint %s has no effect", (_what, data, from) => {
    const { take, deliver, hinted, onHint, onReceipt } = setUp();
    take(hintLabel, data, from);
    for (const call of [deliver, hinted, onHint, onReceipt]) expect(call).not.toHaveBeenCalled();
  });
});
