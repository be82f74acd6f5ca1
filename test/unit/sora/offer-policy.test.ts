import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sealableCodecs } from "../../../src/e2ee/media/codecs/sealable.ts";
import { OfferPolicy } from "../../../src/sora/offer/policy.ts";

const session = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE a v"];
const policy = (allowAudioLevels = false) => new OfferPolicy({ sealable: sealableCodecs, allowAudioLevels });
const sdp = (...lines: readonly (string | readonly string[])[]) => [...lines.flat(), ""].join("\r\n");
const linesOf = (text: string) => text.split("\r\n");

const audio = (payloadTypes: string, ...lines: string[]) => [
  `m=audio 9 UDP/TLS/RTP/SAVPF ${payloadTypes}`,
  "a=mid:a",
  ...lines,
];
const video = (payloadTypes: string, ...lines: string[]) => [
  `m=video 9 UDP/TLS/RTP/SAVPF ${payloadTypes}`,
  "a=mid:v",
  ...lines,
];
const opus = "a=rtpmap:109 opus/48000/2";
const vp8 = "a=rtpmap:120 VP8/90000";
const vp9 = "a=rtpmap:121 VP9/90000";

const harmless = [
  "urn:ietf:params:rtp-hdrext:sdes:mid",
  "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:toffset",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
];
const audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const telling = [
  audioLevel,
  "urn:ietf:params:rtp-hdrext:csrc-audio-level",
  "urn:3gpp:video-orientation",
  "http://www.webrtc.org/experiments/rtp-hdrext/corruption-detection",
  "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
  "http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
  "http://www.webrtc.org/experiments/rtp-hdrext/color-space",
  "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
  "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00",
  "http://www.webrtc.org/experiments/rtp-hdrext/generic-frame-descriptor-00",
  "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
  `urn:ietf:params:rtp-hdrext:encrypt ${audioLevel}`,
  "urn:example:unknown",
];

describe("the header extensions of an offer", () => {
  const offerWith = (...extensions: string[]) =>
    sdp(session, extensions, audio("109", "a=sendrecv", opus, ...extensions));

  it("stay when they reveal nothing about media content", () => {
    const lines = harmless.map((uri, id) => `a=extmap:${id + 1} ${uri}`);
    const accepted = linesOf(policy().accept(offerWith(...lines)).sdp);
    for (const line of lines) expect(accepted.filter((each) => each === line)).toHaveLength(2);
  });

  it.each(telling)("are removed when they are %s", (uri) => {
    for (const line of [`a=extmap:4 ${uri}`, `a=extmap:4/sendonly ${uri}`, `a=extmap:4 ${uri} vad=on`]) {
      expect(policy().accept(offerWith(line)).sdp).not.toContain("extmap:4");
    }
  });

  it.each([
    ["with more spaces", `a=extmap:4  ${audioLevel}`],
    ["with tabs", `a=extmap:4\t${audioLevel}`],
    ["in capitals", `a=EXTMAP:4 ${audioLevel}`],
    ["with a space before the colon", `a=extmap :4 ${audioLevel}`],
    ["with a space after the equals sign", `a= extmap:4 ${audioLevel}`],
    ["with a space before the equals sign", `a =extmap:4 ${audioLevel}`],
    ["in a capital attribute", `A=extmap:4 ${audioLevel}`],
    ["behind a space", ` a=extmap:4 ${audioLevel}`],
    ["behind a zero byte", `a=sendrecv\0a=extmap:4 ${audioLevel}`],
    ["behind a carriage return", `a=x:y\ra=extmap:4 ${audioLevel}`],
    ["behind a line feed", `a=x:y\na=extmap:4 ${audioLevel}`],
    ["before a line separator", `a=extmap:4 ${audioLevel} \u2028`],
    ["before a paragraph separator", `a=extmap:4 ${audioLevel} \u2029`],
    ["with a no-break space", `a=extmap\u00a0:4 ${audioLevel}`],
    ["behind a C1 control character", `a=x:y\u0085a=extmap:4 ${audioLevel}`],
    ["with a harmless one in its attributes", `a=extmap:4 ${audioLevel} ${harmless[0]}`],
    ["behind a harmless one", `a=extmap:4 ${harmless[0]}\ra=extmap:5 ${audioLevel}`],
  ])("are removed, or the offer is refused, when they are written as %s", (_how, line) => {
    let accepted = "";
    try {
      accepted = policy().accept(offerWith(line)).sdp;
    } catch (error) {
      expect(error).toMatchObject({ code: "signaling-refused" });
    }
    expect(accepted.toLowerCase()).not.toContain("audio-level");
  });

  it("may include the audio level when the app allows it, and nothing else", () => {
    const lines = telling.map((uri, id) => `a=extmap:${id + 1} ${uri}`);
    const accepted = linesOf(policy(true).accept(offerWith(...lines)).sdp);
    expect(accepted.filter((line) => line.includes("extmap"))).toEqual([lines[0], lines[0]]);
  });
});

describe("the codecs of an offer", () => {
  it("stay when they can be sealed, with their retransmissions", () => {
    const lines = ["a=sendrecv", vp8, "a=rtcp-fb:120 nack", "a=rtpmap:96 rtx/90000", "a=fmtp:96 apt=120"];
    const accepted = policy();
    expect(linesOf(accepted.accept(sdp(session, video("120 96", ...lines))).sdp)).toEqual(
      linesOf(sdp(session, video("120 96", ...lines))),
    );
    expect(accepted.codecs).toEqual({ audio: {}, video: { 120: "VP8" } });
  });

  it("are removed with all their lines when they cannot be sealed", () => {
    const sealed = ["a=recvonly", vp8, "a=rtcp-fb:* ccm fir"];
    const open = [
      "a=rtpmap:97 H265/90000",
      "a=fmtp:97 profile-id=1",
      "a=rtcp-fb:97 nack",
      "a=rtpmap:98 rtx/90000",
      "a=fmtp:98 apt=97",
      "a=rtpmap:99 red/90000",
      "a=rtpmap:100 ulpfec/90000",
      "a=rtpmap:101 flexfec-03/90000",
    ];
    const { sdp: accepted } = policy().accept(
      sdp(session, video("97 98 120 99 100 101 35", ...sealed, ...open)),
    );
    expect(linesOf(accepted)).toEqual(linesOf(sdp(session, video("120", ...sealed))));
  });

  it.each([
    ["PCMU without a name", "0", []],
    ["PCMU", "0", ["a=rtpmap:0 PCMU/8000"]],
    ["G722", "9", ["a=rtpmap:9 G722/8000"]],
    ["redundant audio", "63", ["a=rtpmap:63 red/48000/2", "a=fmtp:63 109/109"]],
    ["telephone events", "110", ["a=rtpmap:110 telephone-event/48000"]],
    ["video in audio", "120", [vp8]],
    ["two names for one payload type", "109", [opus, "a=rtpmap:109 PCMU/8000"]],
    ["a name that cannot be read", "109", ["a=rtpmap:109  opus/48000/2"]],
    ["nothing but a retransmission", "96", ["a=rtpmap:96 rtx/48000", "a=fmtp:96 apt=109"]],
  ])("end the call when we would have to send %s", (_what, payloadTypes, lines) => {
    for (const direction of [["a=recvonly"], ["a=sendrecv"], []]) {
      const offer = sdp(session, audio(payloadTypes, ...direction, ...lines));
      expect(() => policy().accept(offer)).toThrow(expect.objectContaining({ code: "codec-unsupported" }));
      const beside = sdp(session, audio(`${payloadTypes} 8`, ...direction, ...lines));
      expect(() => policy().accept(beside)).toThrow(expect.objectContaining({ code: "codec-unsupported" }));
    }
  });

  it("disable one media section when the server would send a codec that cannot be decrypted", () => {
    const offer = sdp(
      session,
      video("120", "a=recvonly", vp8),
      video("97", "a=sendonly", "a=rtpmap:97 H265/90000", "a=msid:SOMEBODY track").with(1, "a=mid:w"),
    );
    expect(policy().accept(offer).refused).toEqual([{ mid: "w", streamId: "SOMEBODY" }]);
  });

  it("do not matter in an inactive media section", () => {
    const unused = ["m=video 0 UDP/TLS/RTP/SAVPF 97", "a=mid:v", "a=inactive", "a=rtpmap:97 H265/90000"];
    expect(policy().accept(sdp(session, unused))).toEqual({ sdp: sdp(session, unused), refused: [] });
  });

  it("keep their payload types in every later offer", () => {
    const offers = policy();
    offers.accept(sdp(session, video("120", "a=recvonly", vp8)));
    const changed = sdp(
      session,
      video("120 121", "a=recvonly", "a=rtpmap:120 VP9/90000", "a=rtpmap:121 AV1/90000"),
    );
    const { sdp: accepted } = offers.accept(changed);
    expect(accepted).toContain("m=video 9 UDP/TLS/RTP/SAVPF 121\r\n");
    expect(accepted).not.toContain("a=rtpmap:120");
    expect(offers.codecs.video).toEqual({ 120: "VP8", 121: "AV1" });
    const swapped = sdp(session, video("120", "a=recvonly", "a=rtpmap:120 H264/90000"));
    expect(() => offers.accept(swapped)).toThrow(expect.objectContaining({ code: "codec-unsupported" }));
  });

  it("may use other payload types later", () => {
    const offers = policy();
    offers.accept(sdp(session, video("120", "a=recvonly", vp8)));
    offers.accept(sdp(session, video("121", "a=recvonly", vp9)));
    expect(offers.codecs.video).toEqual({ 120: "VP8", 121: "VP9" });
  });
});

describe("any offer", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "m=audio 9 UDP/TLS/RTP/SAVPF 109 0",
      "m=video 9 UDP/TLS/RTP/SAVPF 120",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "a=sendonly",
      "a=recvonly",
      "a=inactive",
      opus,
      vp8,
      "a=rtpmap:0 PCMU/8000",
      `a=extmap:1 ${audioLevel}`,
    ),
    fc.string({ maxLength: 20 }),
    fc.string({ maxLength: 20 }).map((text) => `a=${text}`),
    fc.string({ maxLength: 20 }).map((text) => `a=rtpmap:${text}`),
    fc.string({ maxLength: 20 }).map((text) => `m=${text}`),
  );

  it("is accepted or refused with a typed error, has no audio level, and is unchanged by a second pass", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        let once: string;
        try {
          once = policy().accept(sdp(lines)).sdp;
        } catch (error) {
          expect(error).toMatchObject({ name: "SoraE2EEError" });
          return;
        }
        expect(once).not.toContain(audioLevel);
        expect(policy().accept(once).sdp).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("an answer", () => {
  const offers = () => {
    const accepted = policy();
    accepted.accept(
      sdp(session, video("120 96", "a=recvonly", vp8, "a=rtpmap:96 rtx/90000", "a=fmtp:96 apt=120")),
    );
    return accepted;
  };
  const refuses = (...lines: string[]) =>
    expect(() => offers().checkAnswer(sdp(session, lines))).toThrow(
      expect.objectContaining({ name: "SoraE2EEError" }),
    );

  it("is accepted with the accepted codecs and extensions", () => {
    offers().checkAnswer(
      sdp(session, video("120 96", "a=sendonly", vp8, "a=rtpmap:96 rtx/90000", "a=fmtp:96 apt=120")),
    );
    offers().checkAnswer(sdp(session, ["m=video 0 UDP/TLS/RTP/SAVPF 97", "a=inactive"]));
    offers().checkAnswer(sdp(session, video("97", "a=inactive")));
  });

  it("is refused with any other codec, payload type or header extension", () => {
    refuses(...video("121", "a=sendonly", vp9));
    refuses(...video("120", "a=sendonly", "a=rtpmap:120 VP9/90000"));
    refuses(...video("120 0", "a=sendonly", vp8));
    refuses(...video("120", "a=sendonly", vp8, `a=extmap:3 ${audioLevel}`));
  });
});
