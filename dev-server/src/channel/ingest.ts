import { PublishedTrack } from "../media/published-track.ts";
import { estimatedMaximumBitrate, receiverReport } from "../media/rtcp.ts";
import { parseRtp, type ReceivedRtp } from "../media/rtp-packet.ts";
import type { Codec, Kind } from "../sdp/codecs.ts";
import type { ConnectRequest } from "../signaling/connect-message.ts";
import type { ConnectionStats } from "../stats.ts";

const SERVER_SSRC = 1;

/** The published tracks of one member, and the reports about them. */
export class Ingest {
  readonly audio: PublishedTrack | undefined;
  readonly video: PublishedTrack | undefined;
  private readonly maxBitrate: number;
  private readonly byPayloadType = new Map<number, PublishedTrack>();

  constructor(
    connectionId: string,
    request: ConnectRequest,
    stats: ConnectionStats,
    maxBitrate: number,
    private readonly sendRtcp: (packet: Buffer) => void,
    private readonly arrived: (packet: ReceivedRtp) => void,
  ) {
    this.maxBitrate = Math.min(maxBitrate, (request.videoBitRate ?? Number.POSITIVE_INFINITY) * 1000);
    const publish = (codec: Codec, simulcast: boolean) => {
      const track = new PublishedTrack(connectionId, codec, simulcast, stats.frames[codec.kind], sendRtcp);
      this.byPayloadType.set(codec.payloadType, track);
      return track;
    };
    const sends = request.role !== "recvonly";
    this.audio = sends && request.audio ? publish(request.audio, false) : undefined;
    this.video = sends && request.video ? publish(request.video, request.simulcast) : undefined;
  }

  get tracks(): PublishedTrack[] {
    return [this.audio, this.video].filter((track) => track !== undefined);
  }

  track(kind: Kind): PublishedTrack | undefined {
    return kind === "audio" ? this.audio : this.video;
  }

  receive(data: Buffer, now: number): void {
    const packet = parseRtp(data);
    if (!packet) return;
    this.arrived(packet);
    this.byPayloadType.get(packet.payloadType)?.receive(packet, now);
  }

  senderReport(ssrc: number, report: Buffer, now: number): void {
    for (const track of this.tracks) track.senderReport(ssrc, report, now);
  }

  askForMissing(now: number): void {
    for (const track of this.tracks) track.tick(now);
  }

  /** Sends reports and returns the largest fraction of packets, 0 to 1, that a stream lost since the last ones. */
  sendReports(now: number): number {
    const reports = this.tracks.flatMap((track) => track.reports(now)).slice(0, 31);
    if (reports.length === 0) return 0;
    const video = this.video?.ssrcs ?? [];
    const packets = [receiverReport(SERVER_SSRC, reports)];
    if (video.length > 0) packets.push(estimatedMaximumBitrate(SERVER_SSRC, this.maxBitrate, video));
    this.sendRtcp(Buffer.concat(packets));
    return Math.max(...reports.map(({ fractionLost }) => fractionLost)) / 256;
  }

  close(): void {
    for (const track of this.tracks) track.close();
  }
}
