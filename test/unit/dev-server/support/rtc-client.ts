import { deflateSync, inflateSync } from "node:zlib";
import {
  MediaStreamTrack,
  useOPUS as opusCodec,
  type RTCDataChannel,
  type RTCIceTransport,
  RTCPeerConnection,
  RtpHeader,
  RtpPacket,
  useVP8 as vp8Codec,
} from "werift";
import { eventually } from "../../../support/wait.ts";
import { connectMessage, type Message, RawClient } from "./raw-client.ts";

/** A member with a real media transport, in Node. */
export class RtcClient {
  readonly channels = new Map<string, RTCDataChannel>();
  readonly received = new Map<string, Buffer[]>();
  readonly rtp: { readonly streamId: string; readonly packet: RtpPacket }[] = [];
  /** Settled when the last offer that came has been answered. */
  answered: Promise<void> = Promise.resolve();
  private sequenceNumber = 100;
  private rpcId = 0;

  private constructor(
    readonly signaling: RawClient,
    readonly pc: RTCPeerConnection,
    readonly audio: MediaStreamTrack,
    readonly video: MediaStreamTrack,
    readonly offer: Message,
  ) {}

  get connectionId(): string {
    return this.offer.connection_id as string;
  }

  /** Connects, and waits for its own connection.created unless `awaitCreated` is false. */
  static async join(url: string, extra: Message = {}, awaitCreated = true): Promise<RtcClient> {
    const signaling = await RawClient.open(url);
    signaling.send(connectMessage(extra));
    const offer = await signaling.message(({ type }) => type === "offer");
    const pc = new RTCPeerConnection({
      iceServers: [],
      codecs: {
        audio: [opusCodec({ payloadType: 109 })],
        video: [vp8Codec({ payloadType: 120 })],
      },
    });
    const client = new RtcClient(
      signaling,
      pc,
      new MediaStreamTrack({ kind: "audio" }),
      new MediaStreamTrack({ kind: "video" }),
      offer,
    );
    pc.onDataChannel.subscribe((channel) => client.addChannel(channel));
    // Fires for all tracks again with every offer.
    const known = new Set<MediaStreamTrack>();
    pc.ontrack = ({ track, streams }) => {
      if (known.has(track)) return;
      known.add(track);
      track.onReceiveRtp.subscribe((packet) => {
        client.rtp.push({ streamId: streams[0]?.id ?? "", packet });
      });
    };
    await client.answer(offer.sdp as string, "answer");
    signaling.socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isBinary) return;
      const message = JSON.parse(data.toString()) as Message;
      if (message.type !== "re-offer") return;
      client.answered = client.answered.then(() => client.answer(message.sdp as string, "re-answer"));
    });
    if (awaitCreated) await client.notification("connection.created");
    return client;
  }

  notification(event: string, connectionId?: string): Promise<Message> {
    return this.signaling.message(
      (message) =>
        message.event_type === event &&
        (connectionId === undefined || message.connection_id === connectionId),
    );
  }

  async answer(sdp: string, type: "answer" | "re-answer"): Promise<void> {
    await this.pc.setRemoteDescription({ type: "offer", sdp });
    if (type === "answer")
      for (const transport of this.pc.iceTransports) dropRepeatedVerifyRequests(transport);
    if (type === "answer" && sdp.includes("a=recvonly")) {
      for (const track of [this.audio, this.video]) {
        // The sections on which a client sends come first.
        const transceiver = this.pc.getTransceivers().find(({ kind }) => kind === track.kind);
        if (!transceiver) continue;
        transceiver.setDirection("sendonly");
        await transceiver.sender.replaceTrack(track);
      }
    }
    const answer = await this.pc.createAnswer();
    await this.pc.setLocalDescription(answer);
    this.signaling.send({ type, sdp: this.pc.localDescription?.sdp });
  }

  send(kind: "audio" | "video", payload: Buffer, marker = true): void {
    const header = new RtpHeader({
      payloadType: kind === "audio" ? 109 : 120,
      sequenceNumber: this.sequenceNumber++,
      timestamp: this.sequenceNumber * 960,
      ssrc: kind === "audio" ? 1 : 2,
      marker,
    });
    this[kind].writeRtp(new RtpPacket(header, payload));
  }

  /** Skips sequence numbers, so that packets before the next one seem to be lost. */
  skipSequenceNumbers(count: number): void {
    this.sequenceNumber += count;
  }

  /** Sends a packet unchanged, bypassing the peer connection: with any SSRC and header extensions. */
  async sendPacket(packet: {
    readonly payloadType: number;
    readonly ssrc: number;
    readonly payload: Buffer;
    readonly extensions: readonly { readonly id: number; readonly payload: Buffer }[];
  }): Promise<void> {
    const header = new RtpHeader({
      payloadType: packet.payloadType,
      sequenceNumber: this.sequenceNumber++,
      timestamp: this.sequenceNumber * 960,
      ssrc: packet.ssrc,
      marker: true,
      extension: true,
      extensionProfile: 0xbede,
      extensions: [...packet.extensions],
    });
    await this.pc.getTransceivers()[0]?.dtlsTransport.sendRtp(packet.payload, header);
  }

  /** Calls a method over the `rpc` DataChannel; resolves with the whole answer. */
  async rpc(method: string, params: Message, id = ++this.rpcId): Promise<Message> {
    this.channels.get("rpc")?.send(deflateSync(JSON.stringify({ jsonrpc: "2.0", id, method, params })));
    let answer: Message | undefined;
    await eventually("the RPC is answered", () => {
      answer = this.json("rpc").find((message) => message.id === id);
      if (!answer) throw new Error(`no answer to ${method}`);
    });
    return answer as unknown as Message;
  }

  async close(): Promise<void> {
    this.signaling.close();
    await this.pc.close();
  }

  private addChannel(channel: RTCDataChannel): void {
    this.channels.set(channel.label, channel);
    const messages: Buffer[] = [];
    this.received.set(channel.label, messages);
    channel.onMessage.subscribe((data) => messages.push(Buffer.from(data)));
  }

  /** Messages of one of Sora's own labels, decompressed. */
  json(label: string): Message[] {
    return (this.received.get(label) ?? []).map(
      (data) => JSON.parse(inflateSync(data).toString()) as Message,
    );
  }
}

/**
 * werift's DTLS client fails for good when a HelloVerifyRequest comes twice. It repeats its hello when the answer is not there
 * after half a second, so this happens on a busy machine.
 */
function dropRepeatedVerifyRequests({ connection: { onData } }: RTCIceTransport): void {
  const pass = onData.execute;
  let came = false;
  onData.execute = (data) => {
    const isVerifyRequest = data[0] === 22 && data.readUInt16BE(3) === 0 && data[13] === 3;
    if (!isVerifyRequest || !came) pass(data);
    came ||= isVerifyRequest;
  };
}
