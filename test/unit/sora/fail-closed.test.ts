import { describe, expect, it } from "vitest";
import { failClosed, failClosedConfiguration } from "../../../src/sora/fail-closed.ts";
import { OfferPolicy } from "../../../src/sora/offer/policy.ts";
import type { NegotiatedCodecs } from "../../../src/status.ts";

type Kind = "audio" | "video";

/** The part of a peer connection that shows in which task a transform is attached. */
class FakePeerConnection extends EventTarget {
  closed = false;
  transceivers: {
    sender: object;
    receiver: { track: { kind: Kind } };
    currentDirection: string | null;
    mid?: string;
    direction?: string;
  }[] = [];
  addTrack(): object {
    return { name: "sender" };
  }
  addTransceiver(kind: Kind): object {
    return { sender: { name: "transceiver" }, receiver: { track: { kind } } };
  }
  readonly remote: RTCSessionDescriptionInit[] = [];
  localDescription: RTCSessionDescriptionInit | null = null;
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.remote.push(description);
    await Promise.resolve();
  }
  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.localDescription = description;
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
  const refusedStreams: string[] = [];
  const negotiated: NegotiatedCodecs[] = [];
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
      negotiated: (codecs) => negotiated.push(codecs),
    },
    new OfferPolicy({ sealable: { audio: ["OPUS"], video: ["VP8", "VP9"] }, allowAudioLevels: false }),
    {
      onFailure: (cause) => failures.push(cause),
      onRefusedStream: (streamId) => refusedStreams.push(streamId),
    },
  );
  return { fake, pc, attached, detached, failures, refusedStreams, negotiated };
}

/** A transceiver of this media section that receives video. */
const receivingVideo = (mid: string) => ({
  mid,
  direction: "recvonly",
  sender: {},
  receiver: { track: { kind: "video" as Kind } },
  currentDirection: null,
});

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

  it("attaches to the senders of offered transceivers, but not of those that carry a peer's stream", async () => {
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

  it("releases a receiver once, when its transceiver is stopped", async () => {
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

  describe("with an offer", () => {
    const alice = "ALICE".padEnd(26, "-");
    const audioLevel = "a=extmap:4 urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    const offer = (...sections: string[][]) => ({
      type: "offer" as const,
      sdp: ["v=0", ...sections.flat(), ""].join("\r\n"),
    });
    const line = (mid: string, direction: string, payloadType: number, name: string) => [
      `m=video 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
      `a=mid:${mid}`,
      `a=${direction}`,
      `a=rtpmap:${payloadType} ${name}/90000`,
      `a=msid:${alice} track`,
    ];

    it("passes only the accepted part of it to the browser, also of each later offer", async () => {
      const { fake, pc } = closed();
      for (const count of [1, 2]) {
        await pc.setRemoteDescription(offer([...line("v", "recvonly", 96, "VP8"), audioLevel]));
        expect(fake.remote).toHaveLength(count);
        expect(fake.remote.at(-1)?.sdp).toContain("a=rtpmap:96 VP8/90000");
        expect(fake.remote.at(-1)?.sdp).not.toContain("ssrc-audio-level");
      }
    });

    it("reports the codec of each payload type before the browser gets the offer", async () => {
      const { fake, pc, negotiated } = closed();
      const done = pc.setRemoteDescription(offer(line("v", "recvonly", 96, "VP9")));
      await done;
      expect(negotiated).toEqual([{ audio: {}, video: { 96: "VP9" } }]);
      expect(fake.remote).toHaveLength(1);
    });

    it("closes when we would send with a codec that cannot be sealed", async () => {
      const { fake, pc, failures } = closed();
      const setting = pc.setRemoteDescription(offer(line("v", "recvonly", 96, "H265")));
      await expect(setting).rejects.toMatchObject({ code: "codec-unsupported" });
      expect([fake.closed, fake.remote]).toEqual([true, []]);
      expect(failures).toMatchObject([{ code: "codec-unsupported" }]);
    });

    it("leaves out a stream that it could not decrypt, names its sender, and continues", async () => {
      const { fake, pc, failures, refusedStreams } = closed();
      fake.transceivers = ["v", "w"].map(receivingVideo);
      await pc.setRemoteDescription(
        offer(line("v", "sendonly", 96, "H265"), line("w", "sendonly", 97, "VP8")),
      );
      expect(fake.transceivers.map(({ direction }) => direction)).toEqual(["inactive", "recvonly"]);
      expect([failures, refusedStreams]).toEqual([[], [alice]]);
    });

    it("uses a refused media section again when a later offer has a codec that can be decrypted", async () => {
      const { fake, pc, failures } = closed();
      fake.transceivers = ["v", "w"].map(receivingVideo);
      const refused = offer(line("v", "sendonly", 96, "H265"), line("w", "inactive", 97, "VP8"));
      for (let count = 0; count < 2; count++) await pc.setRemoteDescription(refused);
      expect(fake.transceivers.map(({ direction }) => direction)).toEqual(["inactive", "recvonly"]);
      await pc.setRemoteDescription(
        offer(line("v", "sendonly", 98, "VP8"), line("w", "sendonly", 99, "H265")),
      );
      expect(fake.transceivers.map(({ direction }) => direction)).toEqual(["recvonly", "inactive"]);
      expect(failures).toEqual([]);
    });

    it("closes when the answer gives a payload type another codec than the offer", async () => {
      const { fake, pc, failures } = closed();
      await pc.setRemoteDescription(offer(line("v", "recvonly", 96, "VP8")));
      void pc.setLocalDescription({ ...offer(line("v", "sendonly", 96, "VP9")), type: "answer" });
      expect(failures).toMatchObject([{ code: "codec-unsupported" }]);
      expect([fake.closed, fake.localDescription]).toEqual([true, null]);
    });
  });
});
