import { act, render, screen } from "@testing-library/react";
import {
  SoraCallProvider,
  SoraE2EEError,
  useActiveSpeaker,
  useAudioLevel,
  useCallPhase,
  usePeer,
  usePeerIds,
} from "react-sora-e2ee";
import { createGeneratedStream, createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";

const taro = "TARO0000000000000000000002";
const hanako = "HANAKO00000000000000000001";

function Peer({ id }: { readonly id: string }) {
  const peer = usePeer(id);
  if (!peer) return null;
  const { name } = peer.metadata as { readonly name: string };
  return <li>{`${name}: ${peer.encryption.status}`}</li>;
}

function App() {
  return (
    <>
      <p>{useCallPhase()}</p>
      <ul>
        {usePeerIds().map((id) => (
          <Peer key={id} id={id} />
        ))}
      </ul>
    </>
  );
}

const texts = () => screen.queryAllByRole("listitem").map(({ textContent }) => textContent);

describe("a test call", () => {
  it("shows an app any state without a server", () => {
    const call = createTestCall({
      phase: "connected",
      peers: [
        { connectionId: taro, metadata: { name: "Taro" }, encryption: { status: "encrypted" } },
        { connectionId: hanako, metadata: { name: "Hanako" } },
      ],
    });
    render(<App />, {
      wrapper: ({ children }) => <SoraCallProvider call={call}>{children}</SoraCallProvider>,
    });
    expect(screen.getByText("connected")).toBeInTheDocument();
    expect(texts()).toEqual(["Taro: encrypted", "Hanako: exchanging"]);
  });

  it("takes an undefined field for a missing one", () => {
    const unset = { phase: undefined, self: { encryption: undefined } };
    const peers = [{ connectionId: taro, encryption: undefined, sending: undefined }];
    const given = createTestCall({ ...unset, peers } as object).store.getState();
    const { peers: plain, ...rest } = createTestCall({ peers: [{ connectionId: taro }] }).store.getState();
    expect(given).toEqual({ ...rest, peers: plain });
  });

  it("passes events through the real reducer", () => {
    const call = createTestCall({ phase: "connected" });
    render(<App />, {
      wrapper: ({ children }) => <SoraCallProvider call={call}>{children}</SoraCallProvider>,
    });
    act(() => call.script.joins(taro, { metadata: { name: "Taro" } }));
    act(() => call.script.observed(taro, { encryption: { status: "failing", reason: "no-key" } }));
    expect(texts()).toEqual(["Taro: failing"]);
    act(() => call.script.loses());
    expect(screen.getByText("reconnecting")).toBeInTheDocument();
    expect(texts()).toEqual(["Taro: exchanging"]);
    act(() => call.script.reconnects([]));
    expect(texts()).toEqual([]);
    act(() => call.script.fails("connection-lost"));
    expect(screen.getByText("failed")).toBeInTheDocument();
    expect(call.store.getState().error?.code).toBe("connection-lost");
  });

  it("withdraws a verification when the identity changes, and keeps it over a new key", () => {
    const encryption = { status: "ready" } as const;
    const call = createTestCall({ peers: [{ connectionId: taro, fingerprint: "aa", keyId: 0, encryption }] });
    expect(call.setVerified(taro, "bb")).toBe(false);
    expect(call.setVerified(taro, "aa")).toBe(true);
    call.script.changesKey(taro);
    expect(call.store.getState().peers[taro]).toMatchObject({ verified: true, keyId: 1 });
    call.script.changesIdentity(taro, "bb");
    expect(call.store.getState().peers[taro]).toMatchObject({
      verified: false,
      identityChanged: true,
      keyId: 0,
    });
  });

  it("lets a peer speak only when it has a microphone", async () => {
    const audioTrack = { id: "taro's microphone", kind: "audio" } as MediaStreamTrack;
    const call = createTestCall({ peers: [{ connectionId: taro, audioTrack }, { connectionId: hanako }] });
    function Speaker() {
      return `${useActiveSpeaker()} ${useAudioLevel(taro)}`;
    }
    render(
      <SoraCallProvider call={call}>
        <Speaker />
      </SoraCallProvider>,
    );
    expect(screen.getByText("null 0")).toBeInTheDocument();
    call.script.speaks(hanako, 0.9);
    call.script.speaks(taro, 0.5);
    expect(await screen.findByText(`${taro} 0.5`)).toBeInTheDocument();
  });

  it("connects at once, on request, or never", async () => {
    const atOnce = createTestCall();
    await atOnce.connect();
    expect(atOnce.store.getState().phase).toBe("connected");
    await atOnce.disconnect();
    expect(atOnce.store.getState().phase).toBe("disconnected");

    const told = createTestCall({}, { connects: "when-told" });
    const connecting = told.connect();
    expect(told.store.getState().phase).toBe("connecting");
    const error = new SoraE2EEError("e2ee-disabled", "E2EE is off.");
    told.script.fails(error);
    await expect(connecting).rejects.toBe(error);

    const aborted = new AbortController();
    const abandoned = told.connect({ signal: aborted.signal });
    aborted.abort();
    await expect(abandoned).rejects.toMatchObject({ code: "aborted" });
  });

  it("has an error in each failed state", () => {
    expect(createTestCall({ phase: "failed" }).store.getState().error).toBeInstanceOf(SoraE2EEError);
  });

  it("works without MediaStream", () => {
    expect(createGeneratedStream({ hue: 20, toneHz: 440 }).stream).toBeNull();
    const call = createTestCall({ peers: [{ connectionId: taro }] });
    call.script.sends(taro, { hue: 20 });
    expect(call.store.getState().peers[taro]?.stream).toBeNull();
    call.release();
  });
});
