import { act, render } from "@testing-library/react";
import { memo } from "react";
import { SoraCallProvider, useParticipants, usePeer, useSelf } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

const ids = Array.from({ length: 100 }, (_, index) => `PEER${String(index).padStart(22, "0")}`);

let renders: Record<string, number>;
beforeEach(() => {
  renders = {};
});
const count = (name: string) => {
  renders[name] = (renders[name] ?? 0) + 1;
};

const Tile = memo(function Tile({ id }: { readonly id: string }) {
  count(id);
  return <li>{usePeer(id)?.encryption.status}</li>;
});

function Participants() {
  count("participants");
  return useParticipants().map(({ id }) => <Tile key={id} id={id} />);
}

function Own() {
  count("self");
  return <p>{useSelf().encryption.status}</p>;
}

function setUp() {
  const call = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF" },
    peers: ids.map((connectionId) => ({ connectionId, fingerprint: "aa", encryption: { status: "ready" } })),
  });
  const view = render(
    <SoraCallProvider call={call}>
      <Own />
      <Participants />
    </SoraCallProvider>,
  );
  renders = {};
  return { call, ...view };
}

const [first, second, ...others] = ids as [string, string, ...string[]];

describe("a channel of 100 peers", () => {
  withoutStrictMode();

  it.each<[string, (call: ReturnType<typeof setUp>["call"]) => void]>([
    ["a change of status", ({ script }) => script.observed(first, { encryption: { status: "encrypted" } })],
    ["a new key", ({ script }) => script.changesKey(first)],
    ["a verification", (call) => call.setVerified(first, "aa")],
    [
      "a track",
      ({ script }) => script.sends(first, { getTracks: () => [{ kind: "audio" }] } as unknown as MediaStream),
    ],
  ])("renders only the subscribers of one peer for %s", (_what, happen) => {
    const { call } = setUp();
    act(() => happen(call));
    expect(renders).toEqual({ [first]: 1 });
  });

  it("renders the list when a peer leaves, and no other tile", () => {
    const { call, container } = setUp();
    act(() => call.script.leaves(first));
    expect(renders).toEqual({ participants: 1 });
    expect(container.querySelectorAll("li")).toHaveLength(99);
  });

  it("renders the list and the new tile when a peer joins", () => {
    const { call } = setUp();
    act(() => call.script.joins("NEW"));
    expect(renders).toEqual({ participants: 1, NEW: 1 });
  });

  it("renders only our own tile for changes to ourselves", () => {
    const { call } = setUp();
    act(() => call.script.selfEncryption("protected"));
    expect(renders).toEqual({ self: 1 });
  });

  it("renders no tile for frame counts, refusals and channel counts", () => {
    const { call } = setUp();
    act(() => {
      call.dispatch({
        type: "channel",
        counts: { connections: 101, sendrecv: 101, sendonly: 0, recvonly: 0 },
      });
      call.dispatch({ type: "refused", connectionId: second, code: "invalid-message" });
      for (const id of others) {
        call.script.observed(id, {
          receivers: [
            {
              transformId: 1,
              kind: "video",
              received: 9,
              passed: 9,
              waiting: 0,
              refused: { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 },
            },
          ],
        });
      }
    });
    expect(renders).toEqual({});
  });
});
