import { describe, expect, it } from "vitest";
import { failClosed, failClosedConfiguration } from "../../../src/sora/fail-closed.ts";

type Kind = "audio" | "video";

/** Just enough of a peer connection to see in which task what is attached. */
class FakePeerConnection extends EventTarget {
  closed = false;
  transceivers: { sender: object; receiver: { track: { kind: Kind } }; currentDirection: string | null }[] =
    [];
  addTrack(): object {
    return { name: "sender" };
  }
  addTransceiver(kind: Kind): object {
    return { sender: { name: "transceiver" }, receiver: { track: { kind } } };
  }
  async setRemoteDescription(): Promise<void> {
    await Promise.resolve();
  }
  getTransceivers(): object[] {
    return this.transceivers;
  }
  close(): void {
    this.closed = true;
  }
}

function closed(attach: () => void = () => undefined) {
  const fake = new FakePeerConnection();
  const attached: unknown[] = [];
  const detached: unknown[] = [];
  const failures: unknown[] = [];
  const pc = fake as unknown as RTCPeerConnection;
  failClosed(
    pc,
    {
      attachSender: (sender, kind) => {
        attach();
        attached.push([sender, kind]);
      },
      attachReceiver: (receiver, kind, id) => {
        attach();
        attached.push([receiver, kind, id]);
      },
      detachReceiver: (receiver) => detached.push(receiver),
    },
    (cause) => failures.push(cause),
  );
  return { fake, pc, attached, detached, failures };
}

function trackEvent(receiver: object, kind: Kind, streamId?: string): Event {
  const streams = streamId === undefined ? [] : [{ id: streamId }];
  return Object.assign(new Event("track"), { receiver, track: { kind }, streams });
}

describe("a fail-closed peer connection", () => {
  it("keeps the offered configuration and adds the flag", () => {
    expect(failClosedConfiguration({ iceTransportPolicy: "relay" })).toEqual({
      iceTransportPolicy: "relay",
      encodedInsertableStreams: true,
    });
  });

  it("attaches to a new sender before addTrack returns", () => {
    const { pc, attached } = closed();
    const sender = pc.addTrack({ kind: "video" } as MediaStreamTrack);
    expect(attached).toEqual([[sender, "video"]]);
    pc.addTransceiver("audio");
    expect(attached[1]).toEqual([{ name: "transceiver" }, "audio"]);
  });

  it("attaches to a receiver within its track event, also to one without a stream", () => {
    const { fake, attached } = closed();
    fake.dispatchEvent(trackEvent({ r: 1 }, "audio", "ALICE"));
    fake.dispatchEvent(trackEvent({ r: 2 }, "video"));
    expect(attached).toEqual([
      [{ r: 1 }, "audio", "ALICE"],
      [{ r: 2 }, "video", ""],
    ]);
  });

  it("attaches to the senders of offered lines, but not of those that bring a member's stream", async () => {
    const { fake, pc, attached } = closed();
    const receiver = { track: { kind: "video" as const } };
    fake.transceivers = [
      { sender: { s: 1 }, receiver: { track: { kind: "audio" } }, currentDirection: null },
      { sender: { s: 2 }, receiver, currentDirection: null },
      { sender: { s: 3 }, receiver: { track: { kind: "audio" } }, currentDirection: "stopped" },
    ];
    fake.dispatchEvent(trackEvent(receiver, "video", "ALICE"));
    attached.length = 0;
    await pc.setRemoteDescription({ type: "offer", sdp: "" });
    expect(attached).toEqual([[{ s: 1 }, "audio"]]);
  });

  it("closes the connection when a transform cannot be attached", async () => {
    const refuse = (): void => {
      throw new Error("InvalidStateError");
    };
    const adding = closed(refuse);
    expect(() => adding.pc.addTrack({ kind: "video" } as MediaStreamTrack)).toThrow("InvalidStateError");
    expect(adding.fake.closed).toBe(true);
    expect(adding.failures).toHaveLength(1);

    const receiving = closed(refuse);
    receiving.fake.dispatchEvent(trackEvent({}, "video", "ALICE"));
    expect(receiving.fake.closed).toBe(true);
    expect(receiving.failures).toHaveLength(1);
  });

  it("lets go of a receiver when its line is stopped, once, and not before", async () => {
    const { fake, pc, detached } = closed();
    const staying = { track: { kind: "audio" as const } };
    const leaving = { track: { kind: "video" as const } };
    fake.transceivers = [staying, leaving].map((receiver) => ({
      sender: {},
      receiver,
      currentDirection: "recvonly",
    }));
    fake.dispatchEvent(trackEvent(staying, "audio", "a"));
    fake.dispatchEvent(trackEvent(leaving, "video", "b"));
    await pc.setRemoteDescription({ type: "offer", sdp: "" });
    expect(detached).toEqual([]);

    fake.transceivers[1]!.currentDirection = "stopped";
    await pc.setRemoteDescription({ type: "offer", sdp: "" });
    fake.transceivers.pop();
    await pc.setRemoteDescription({ type: "offer", sdp: "" });
    expect(detached).toEqual([leaving]);
  });
});
