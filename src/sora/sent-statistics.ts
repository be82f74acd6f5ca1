/**
 * The part of `getStats()` that the server may get. The SDK sends statistics when the server asks for them.
 * Allowed are packet statistics, and counts that the server can compute itself. All other fields are removed,
 * because browsers also report the loudness of sent and received sound, and measurements of the picture.
 */
const sent: readonly string[] = [
  // identification
  "id",
  "type",
  "timestamp",
  "kind",
  "mediaType",
  "mid",
  "rid",
  "ssrc",
  "rtxSsrc",
  "active",
  "codecId",
  "transportId",
  "localId",
  "remoteId",
  "remoteTimestamp",
  // codecs, as negotiated
  "mimeType",
  "payloadType",
  "clockRate",
  "channels",
  "sdpFmtpLine",
  // packets
  "packetsSent",
  "packetsReceived",
  "packetsLost",
  "packetsDiscarded",
  "bytesSent",
  "bytesReceived",
  "headerBytesSent",
  "headerBytesReceived",
  "retransmittedPacketsSent",
  "retransmittedBytesSent",
  "retransmittedPacketsReceived",
  "retransmittedBytesReceived",
  "nackCount",
  "pliCount",
  "firCount",
  "fractionLost",
  "jitter",
  "roundTripTime",
  "totalRoundTripTime",
  "roundTripTimeMeasurements",
  "reportsSent",
  // frames
  "framesSent",
  "framesReceived",
  "targetBitrate",
  "qualityLimitationReason",
  // the transport
  "state",
  "nominated",
  "writable",
  "priority",
  "currentRoundTripTime",
  "availableOutgoingBitrate",
  "availableIncomingBitrate",
  "requestsSent",
  "requestsReceived",
  "responsesSent",
  "responsesReceived",
  "consentRequestsSent",
  "localCandidateId",
  "remoteCandidateId",
  "selectedCandidatePairId",
  "selectedCandidatePairChanges",
  "candidateType",
  "protocol",
  "relayProtocol",
  "networkType",
  "dtlsState",
  "dtlsRole",
  "dtlsCipher",
  "tlsVersion",
  "srtpCipher",
  "iceState",
  "iceRole",
  // DataChannels
  "label",
  "dataChannelIdentifier",
  "dataChannelsOpened",
  "dataChannelsClosed",
  "messagesSent",
  "messagesReceived",
];
const known = new Set(sent);

/** Each report with the fields that the server may get. */
export function sentStatistics(reports: readonly unknown[]): Record<string, unknown>[] {
  return reports.flatMap((report) =>
    typeof report === "object" && report !== null
      ? [Object.fromEntries(Object.entries(report).filter(([name]) => known.has(name)))]
      : [],
  );
}
