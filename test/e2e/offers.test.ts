import { expect, test } from "vitest";
import { callsSetting, expectOnlySealed, replaceTrack, shows } from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { messaging, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { expectNoFrames } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

/** A server that requests more than a call needs, judged by the data that it then gets. */

const open = callsSetting(setting());
const openWith = withRelay(open);

const audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const telling = {
  audio: [audioLevel, "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"],
  video: [
    "http://www.webrtc.org/experiments/rtp-hdrext/corruption-detection",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
    "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00",
    "urn:3gpp:video-orientation",
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
  ],
};

async function arrivalsFrom(meeting: Meeting, person: Person) {
  return meeting.server.faults.hostile.offers.arrivalsFrom((await ownTile(person)).id);
}

/** This number of audio packets has arrived from each participant, so accompanying data have arrived, too. */
async function packetsCame(meeting: Meeting, people: readonly Person[], count = 200): Promise<void> {
  await eventually("packets came from each", async () => {
    for (const person of people) {
      const { payloadTypes } = await arrivalsFrom(meeting, person);
      expect(payloadTypes[109] ?? 0, `packets of sound from ${person.name}`).toBeGreaterThan(count);
    }
  });
}

async function callEnds({ tab, name }: Person, code: string): Promise<void> {
  await eventually(`the call of ${name} ends`, async () => expect(await shownError(tab)).toBe(code));
}

test("header extensions that reveal media content are not sent, in the first offer and in later ones", async () => {
  const meeting = await open();
  const { people } = meeting;
  const { offers } = meeting.server.faults.hostile;
  const before = await meeting.arrive("Ann");
  offers.askForExtensions(telling);
  const chromium = await meeting.arrive("Ben");
  const firefox = await meeting.join("Cho", { browser: "firefox" });
  await everyoneEncrypted(people);
  await packetsCame(meeting, people);

  for (const person of [before, chromium, firefox]) {
    expect((await arrivalsFrom(meeting, person)).extensions, `extensions from ${person.name}`).toEqual({});
  }
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("the audio level is sent when the app allows it, and no other header extension", async () => {
  const meeting = await open();
  meeting.server.faults.hostile.offers.askForExtensions(telling);
  const ann = await meeting.join("Ann", { params: { audioLevels: "1" } });
  await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  await packetsCame(meeting, [ann]);

  const { extensions } = await arrivalsFrom(meeting, ann);
  expect(Object.keys(extensions)).toEqual([audioLevel]);
});

test("statistics that the server asks for reveal nothing about media content", async () => {
  const meeting = await openWith(messaging);
  const ann = await meeting.join("Ann");
  await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  await everyoneSeesAndHears(meeting.people);
  const { id } = await ownTile(ann);
  expect(meeting.server.faults.requestStats(id)).toBe(true);
  await eventually("statistics came", async () =>
    expect((await arrivalsFrom(meeting, ann)).reports).not.toEqual([]),
  );

  const { reports } = await arrivalsFrom(meeting, ann);
  const sound = reports.filter(({ type, kind }) => type === "outbound-rtp" && kind === "audio");
  expect(sound).toHaveLength(1);
  expect(sound[0]?.packetsSent).toBeGreaterThan(0);
  const names = new Set(reports.flatMap((report) => Object.keys(report)));
  const forbidden = /level|energy|sample|qp|width|height|echo|content|corruption|identifier$|address|ip$/i;
  const told = [...names].filter((name) => forbidden.test(name) && name !== "dataChannelIdentifier");
  expect(told).toEqual([]);
});

const pcmu = "a=rtpmap:0 PCMU/8000\r\n";

test("a call is refused when the server offers no codec that can be sealed, and no frame is sent", async () => {
  const meeting = await open();
  meeting.server.faults.hostile.offers.change((sdp) =>
    sdp
      .replaceAll(/^m=audio 9 UDP\/TLS\/RTP\/SAVPF 109\r\n/gm, "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n")
      .replaceAll(/^a=rtpmap:109 .*\r\n/gm, pcmu)
      .replaceAll(/^a=fmtp:109 .*\r\n/gm, ""),
  );
  const people = [await meeting.join("Ann"), await meeting.join("Ben", { browser: "firefox" })];
  for (const person of people) await callEnds(person, "codec-unsupported");
  expectNoFrames(meeting.stats());
});

test("a codec that cannot be sealed is not used, even when the server prefers it", async () => {
  const meeting = await open();
  meeting.server.faults.hostile.offers.change((sdp) =>
    sdp
      .replaceAll(/^(m=audio 9 UDP\/TLS\/RTP\/SAVPF) 109\r\n/gm, "$1 0 109\r\n")
      .replaceAll(/^a=rtpmap:109 /gm, `${pcmu}$&`),
  );
  await meeting.join("Ann");
  await meeting.join("Ben", { browser: "firefox" });
  await everyoneEncrypted(meeting.people);
  await packetsCame(meeting, meeting.people);

  for (const person of meeting.people) {
    const { payloadTypes } = await arrivalsFrom(meeting, person);
    expect(payloadTypes, `payload types from ${person.name}`).not.toHaveProperty("0");
  }
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a payload type that changes its codec during a call ends the call, and no clear frame is sent", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann");
  await packetsCame(meeting, [ann], 20);
  meeting.server.faults.hostile.offers.change(
    (sdp) => sdp.replaceAll("a=rtpmap:120 VP8/", "a=rtpmap:120 VP9/"),
    (await ownTile(ann)).id,
  );
  await meeting.join("Ben");
  await callEnds(ann, "codec-unsupported");
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test.each(["chromium", "firefox"] as const)(
  "a track that the server puts into the streams of other peers is shown in the tile of its sender only (%s)",
  async (browser) => {
    const meeting = await open();
    const viewer = await meeting.join("Ann", { browser });
    const ben = await meeting.join("Ben");
    await everyoneEncrypted(meeting.people);
    const { id: benId } = await ownTile(ben);
    meeting.server.faults.hostile.offers.change((sdp) => {
      const streams = new Set([...sdp.matchAll(/^a=msid:(\S+) /gm)].map(([, stream = ""]) => stream));
      streams.delete(benId);
      return sdp.replace(new RegExp(`^a=msid:${benId} (\\S+-video)\\r\\n`, "m"), (line, track: string) =>
        [line, ...[...streams].map((stream) => `a=msid:${stream} ${track}\r\n`)].join(""),
      );
    });
    const cho = await meeting.join("Cho");
    await everyoneEncrypted(meeting.people);

    await shows([viewer], ben, ben.hue);
    await shows([viewer], cho, cho.hue);
  },
);

test("a replaced track is sent in place of the old one when the server adds a stream to our media sections", async () => {
  const meeting = await open();
  const viewer = await meeting.join("Ann");
  let tracks = 0;
  const withStream = () => `a=sendrecv\r\na=msid:0123456789ABCDEFGHJKMNPQRS track-${++tracks}\r\n`;
  meeting.server.faults.hostile.offers.change((sdp) => {
    const isFirst = /^o=- \d+ 1 IN /m.test(sdp) && sdp.includes("a=msid:");
    if (!isFirst) return sdp;
    return sdp
      .replaceAll(/^a=recvonly\r\n/gm, withStream)
      .replaceAll(/^a=sendonly\r\n/gm, "a=inactive\r\n")
      .replaceAll(/^a=(?:msid:(?!0123)|ssrc:).*\r\n/gm, "");
  });
  const people = [await meeting.join("Ben"), await meeting.join("Cho", { browser: "firefox" })];
  for (const person of people) {
    await eventually(`${person.name} is in the call`, () => ownTile(person));
    await shows([viewer], person, person.hue);
    await replaceTrack(person, "video", 300);
    await shows([viewer], person, 300);
  }
  expectOnlySealed(meeting.stats(), meeting.channel);
});
