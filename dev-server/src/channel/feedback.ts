import { parseRtcp } from "../media/rtcp.ts";
import type { Ingest } from "./ingest.ts";
import type { Negotiation } from "./negotiation.ts";

/** Handles a member's RTCP: reports about its sent media, and requests about its received media. */
export function handleFeedback(packet: Buffer, ingest: Ingest, negotiation: Negotiation): void {
  for (const feedback of parseRtcp(packet)) {
    if (feedback.kind === "sender-report") {
      ingest.senderReport(feedback.ssrc, feedback.packet, Date.now());
      continue;
    }
    const subscription = negotiation.bySsrc(feedback.media);
    if (feedback.kind === "nack") subscription?.repeat(feedback.sequenceNumbers);
    else subscription?.requestKeyFrame();
  }
}
