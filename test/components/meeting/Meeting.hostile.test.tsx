import { act, screen } from "@testing-library/react";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { Presence } from "../../../src/call/presence.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";
import { channelCounts, presenceEvent } from "../../../src/sora/notifications.ts";
import { oddNotification, selfId } from "../../unit/call/odd-notifications.ts";
import { openMeeting, press, setUpMeetings, tiles } from "../support/meeting.tsx";

vi.setConfig({ testTimeout: 120_000 });

setUpMeetings();

async function connectedMeeting() {
  const meeting = await openMeeting({ autoJoin: true, name: "Ann" });
  const call = meeting.call();
  const client = { request: async () => undefined } as unknown as WorkerClient;
  const presence = new Presence(client, call.dispatch, call.script.fails);
  const receives = (notification: unknown) => {
    const counts = channelCounts(notification);
    if (counts) call.dispatch({ type: "channel", counts });
    const event = presenceEvent(notification, selfId);
    if (event) presence.onEvent(event);
  };
  const bundle = { identityKey: "a", signedPreKey: "b", preKeySignature: "c" };
  await act(async () => {
    call.connected();
    receives({
      event_type: "connection.created",
      connection_id: selfId,
      authn_metadata: { pre_key_bundle: bundle },
    });
  });
  await press("People");
  return { ...meeting, receives, peers: () => Object.keys(call.store.getState().peers) };
}

it("a meeting shows each peer once after any sequence of notifications", async () => {
  const { receives, peers } = await connectedMeeting();
  await fc.assert(
    fc.asyncProperty(fc.array(oddNotification, { minLength: 1, maxLength: 8 }), async (notifications) => {
      await act(async () => notifications.forEach(receives));
      expect(tiles().sort()).toEqual([selfId, ...peers()].sort());
      expect(document.querySelectorAll("[data-panel=participants] li")).toHaveLength(peers().length + 1);
    }),
    { numRuns: 60 },
  );
});

it.each(["constructor", "__proto__", "toString"])(
  "a meeting goes on when its store gets a peer with the id %s",
  async (id) => {
    const errors = vi.spyOn(console, "error");
    const { call } = await connectedMeeting();
    await act(async () => call().script.joins(id, { metadata: { name: "Eve" } }));
    await act(async () => call().script.observed(id, { encryption: { status: "encrypted" } }));
    expect(screen.getByRole("article", { name: "Eve: Encrypted" })).toBeTruthy();
    await act(async () => call().script.leaves(id));
    expect(tiles()).toEqual([selfId]);
    expect(errors).not.toHaveBeenCalled();
  },
);
