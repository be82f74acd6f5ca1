import { describe, expect, it } from "vitest";
import { devServerHarness } from "./support/harness.ts";
import { connectMessage, type Message } from "./support/raw-client.ts";

const harness = devServerHarness();

async function offerTo(extra: Message, options = {}): Promise<Message> {
  await harness.start(options);
  const client = await harness.raw();
  client.send(connectMessage(extra));
  return client.message(({ type }) => type === "offer");
}

const fmtp = (offer: Message, payloadType: number) =>
  new RegExp(`^a=fmtp:${payloadType} (.*)\r$`, "m").exec(offer.sdp as string)?.[1]?.split(";") ?? [];

describe("simulcast", () => {
  it.each(["VP8", "VP9", "H264", "AV1"])(
    "%s is offered with three layers of one stream each",
    async (codec) => {
      const offer = await offerTo({ simulcast: true, video: { codec_type: codec } });
      expect(offer.encodings).toEqual([
        { rid: "r0", active: true, scaleResolutionDownBy: 4, scalabilityMode: "L1T1" },
        { rid: "r1", active: true, scaleResolutionDownBy: 2, scalabilityMode: "L1T1" },
        { rid: "r2", active: true, scaleResolutionDownBy: 1, scalabilityMode: "L1T1" },
      ]);
    },
  );
});

describe("audio parameters", () => {
  it("audio is offered in stereo unless the client asks for mono", async () => {
    expect(fmtp(await offerTo({}), 109)).toEqual([
      "minptime=10",
      "useinbandfec=1",
      "stereo=1",
      "sprop-stereo=1",
    ]);
  });

  it("requested Opus parameters and the bit rate are in the offer", async () => {
    const opus_params = {
      channels: 1,
      maxplaybackrate: 16000,
      minptime: 20,
      ptime: 40,
      stereo: false,
      sprop_stereo: false,
      useinbandfec: false,
      usedtx: true,
    };
    const offer = await offerTo({ audio: { codec_type: "OPUS", bit_rate: 128, opus_params } });
    expect(fmtp(offer, 109)).toEqual([
      "minptime=20",
      "maxplaybackrate=16000",
      "ptime=40",
      "maxaveragebitrate=128000",
      "usedtx=1",
    ]);
  });
});

describe("video parameters", () => {
  it.each([
    ["VP9", 121, { vp9_params: { profile_id: 2 } }, ["profile-id=2"]],
    ["H264", 122, { h264_params: { profile_level_id: "64001f" } }, ["profile-level-id=64001f"]],
    [
      "AV1",
      123,
      { av1_params: { profile: 1, level_idx: 8, tier: 1 } },
      ["profile=1", "level-idx=8", "tier=1"],
    ],
  ])("parameters of %s are in the offer", async (codec_type, payloadType, params, expected) => {
    const offer = await offerTo({ video: { codec_type, ...params } });
    expect(fmtp(offer, payloadType)).toEqual(expect.arrayContaining(expected));
  });

  it("clients with different parameters get different payload types within one bundle", async () => {
    await harness.start();
    await harness.join({ audio: { opus_params: { usedtx: true } } });
    const offer = (await harness.join()).offer.sdp as string;
    const sections = offer.split(/^m=/m).filter((section) => section.startsWith("audio"));
    const types = sections.map((section) => / (\d+)\r/.exec(section)?.[1]);
    expect(types).toHaveLength(2);
    expect(new Set(types).size).toBe(2);
    expect(sections[1]).toContain(
      `a=fmtp:${types[1]} minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1;usedtx=1`,
    );
  });
});

describe("a field with a value that Sora does not allow", () => {
  const refused: [name: string, extra: Message, reason: RegExp][] = [
    ["an audio bit rate of 5", { audio: { bit_rate: 5 } }, /bit_rate must be from 6 to 510/],
    ["an audio bit rate of 511", { audio: { bit_rate: 511 } }, /bit_rate/],
    ["an audio bit rate of text", { audio: { bit_rate: "64" } }, /bit_rate/],
    ["another audio codec", { audio: { codec_type: "PCMU" } }, /codec_type/],
    ["stereo as a number", { audio: { opus_params: { stereo: 1 } } }, /stereo/],
    ["three channels", { audio: { opus_params: { channels: 3 } } }, /channels/],
    ["opus_params as a list", { audio: { opus_params: [] } }, /opus_params must be an object/],
    ["a playback rate of 1", { audio: { opus_params: { maxplaybackrate: 1 } } }, /maxplaybackrate/],
    ["a video bit rate of 0", { video: { bit_rate: 0 } }, /bit_rate/],
    ["a video bit rate of 30001", { video: { bit_rate: 30001 } }, /bit_rate/],
    ["a VP9 profile of 4", { video: { codec_type: "VP9", vp9_params: { profile_id: 4 } } }, /profile_id/],
    [
      "an H264 profile that is not hexadecimal",
      { video: { codec_type: "H264", h264_params: { profile_level_id: "a=x\r\n" } } },
      /profile_level_id/,
    ],
    ["an AV1 tier of 2", { video: { codec_type: "AV1", av1_params: { tier: 2 } } }, /tier/],
    ["an empty client_id", { client_id: "" }, /client_id must have 1 to 255 bytes/],
    ["a client_id of 256 bytes", { client_id: "é".repeat(128) }, /client_id/],
    ["an empty bundle_id", { bundle_id: "" }, /bundle_id/],
    ["a bundle_id of 300 bytes", { bundle_id: "b".repeat(300) }, /bundle_id/],
    ["a channel_id of 256 bytes", { channel_id: "c".repeat(256) }, /channel_id/],
    ["an unknown requested layer", { simulcast_request_rid: "r3" }, /simulcast_request_rid/],
    ["a spotlight of 0", { spotlight: true, spotlight_number: 0 }, /spotlight_number must be from 1 to 8/],
    ["a spotlight of 99", { spotlight: true, spotlight_number: 99 }, /spotlight_number/],
    ["an unknown focus layer", { spotlight: true, spotlight_focus_rid: "zz" }, /spotlight_focus_rid/],
    ["an unknown unfocus layer", { spotlight: true, spotlight_unfocus_rid: 1 }, /spotlight_unfocus_rid/],
    ["spotlight as text", { spotlight: "yes" }, /spotlight must be a boolean/],
  ];
  it.each(refused)("%s is refused with the field's name", async (_name, extra, reason) => {
    await harness.start();
    const client = await harness.raw();
    client.send(connectMessage(extra));
    const closed = await client.closed;
    expect(closed.code).toBe(4490);
    expect(closed.reason).toMatch(/^INVALID-MESSAGE: /);
    expect(closed.reason).toMatch(reason);
  });

  it("ids of 1 and of 255 bytes are taken", async () => {
    expect(await offerTo({ client_id: "x", channel_id: "y".repeat(255) })).toMatchObject({ client_id: "x" });
  });
});

describe("a field that is not supported", () => {
  it("is named in one line and otherwise ignored", async () => {
    const lines: string[] = [];
    await offerTo(
      {
        audio_streaming_language_code: "ja-JP",
        audio: { lyra_params: {}, opus_params: { clock_rate: 48000 } },
        multistream: false,
      },
      { reportUnsupported: (line: string) => lines.push(line) },
    );
    expect(lines).toEqual([
      'connect: "audio_streaming_language_code" is not supported and was ignored',
      'connect: "multistream" is not supported and was ignored',
      'connect: "audio.lyra_params" is not supported and was ignored',
      'connect: "audio.opus_params.clock_rate" is not supported and was ignored',
    ]);
  });

  it("is named also inside of simulcast and of a messaging channel", async () => {
    const lines: string[] = [];
    await offerTo(
      {
        simulcast: { rid: "r1", quality: "high" },
        data_channel_signaling: true,
        data_channels: [{ label: "#chat", direction: "sendrecv", priority: "high" }],
      },
      { reportUnsupported: (line: string) => lines.push(line) },
    );
    expect(lines).toEqual([
      'connect: "simulcast.quality" is not supported and was ignored',
      'connect: "data_channels[0].priority" is not supported and was ignored',
    ]);
  });

  it("is none of the fields that the SDK sends by default", async () => {
    const lines: string[] = [];
    await offerTo(
      {
        sora_client: "Sora JavaScript SDK 2026.1.0",
        environment: "Mozilla/5.0",
        metadata: { access_token: "secret" },
        signaling_notify_metadata: { name: "Ann" },
        simulcast: false,
        spotlight: false,
        data_channel_signaling: true,
        ignore_disconnect_websocket: true,
      },
      { reportUnsupported: (line: string) => lines.push(line) },
    );
    expect(lines).toEqual([]);
  });

  it("can be a field of a later version on an earlier server", async () => {
    const lines: string[] = [];
    await offerTo(
      { simulcast: true, simulcast_request_rid: "nonsense" },
      { soraVersion: "2025.1", reportUnsupported: (line: string) => lines.push(line) },
    );
    expect(lines).toEqual(['connect: "simulcast_request_rid" is not supported and was ignored']);
  });
});
