import { x25519 } from "@noble/curves/ed25519.js";
import { expect, test } from "vitest";
import { createKeyAgreement } from "../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { decodeBase64 } from "../../src/protocol/base64.ts";
import { writeCipherMessage, writePreKeyMessage } from "../../src/protocol/key-message.ts";
import { RtcClient } from "../unit/dev-server/support/rtc-client.ts";
import { callsSetting, expectOnlySealed, tileOf } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { type RelayCase, relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

/** A peer or a server that sends too much, or ids that Sora never gives. */

const page = setting();
const open = callsSetting(page);
const openWith = withRelay(open);
const [signaling, messaging] = relays as readonly [RelayCase, RelayCase];
const keyLabel = "#sora-e2ee";
const floodLength = 1_500;

const idOf = async (person: Person) => (await ownTile(person)).id;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const publicKey = () => new Uint8Array(x25519.getPublicKey(random(32)));

interface Eve {
  readonly client: RtcClient;
  readonly id: string;
  readonly identityKey: Uint8Array;
}

/** A peer in Node with keys, which sends any message that a test wants. */
async function joinEve({ server, channel }: Meeting, { relay }: RelayCase): Promise<Eve> {
  const { preKeyBundle } = await createKeyAgreement().init();
  const identityKey = decodeBase64(preKeyBundle.identityKey, 32);
  if (identityKey === null) throw new Error("Eve has no identity key.");
  const overChannel = relay === "messaging";
  const client = await RtcClient.join(server.signalingUrl, {
    channel_id: channel,
    role: "recvonly",
    signaling_notify_metadata: { pre_key_bundle: preKeyBundle },
    ...(overChannel
      ? { data_channel_signaling: true, data_channels: [{ label: keyLabel, direction: "sendrecv" }] }
      : { e2ee: true }),
  });
  return { client, id: client.connectionId, identityKey };
}

/** 8 handshakes, and then forged cipher messages that skip as many messages as they may. */
function forgedMessages(source: string, destination: string, identityKey: Uint8Array): Uint8Array[] {
  const head = { source, destination };
  const handshakes = Array.from({ length: 8 }, () =>
    writePreKeyMessage({ ...head, identityKey: Uint8Array.from(identityKey), ephemeralKey: publicKey() }),
  );
  const ratchetKeys = Array.from({ length: 20 }, publicKey);
  const ciphers = Array.from({ length: floodLength }, (_, i) => {
    const ratchetKey = ratchetKeys[i % ratchetKeys.length] ?? publicKey();
    return writeCipherMessage({
      ...head,
      header: { ratchetKey, previousCount: 0, count: 10 },
      ciphertext: random(52),
    });
  });
  return [...handshakes, ...ciphers];
}

/**
 * Passes these messages to Ann's page as if they had arrived on its channel, because the dev server's transport
 * is too slow for a flood.
 */
function hand({ tab }: Person, messages: readonly Uint8Array[]): Promise<void> {
  return tab.evaluate(
    ([label, all]) => {
      const channel = window.__calls.channels.findLast((each) => each.label === label);
      for (const message of all) {
        const data = Uint8Array.from(message, (letter) => letter.charCodeAt(0)).buffer;
        channel?.dispatchEvent(new MessageEvent("message", { data }));
      }
    },
    [keyLabel, messages.map((message) => String.fromCharCode(...message))] as const,
  );
}

function phase({ tab }: Person): Promise<string> {
  return tab.evaluate(() => window.__calls.call("main").store.getState().phase);
}

/** The refusals on this page so far: `connection id, code`. */
function refusals({ tab }: Person): Promise<string[]> {
  return tab.evaluate(() =>
    window.__calls
      .call("main")
      .store.getState()
      .log.filter(({ kind }) => kind === "refused")
      .map(({ connectionId, detail }) => `${connectionId} ${detail}`),
  );
}

function encryptedForEachOther(people: readonly Person[]): Promise<void> {
  return eventually("all see each other as encrypted", async () => {
    for (const viewer of people) {
      for (const other of people) {
        const encryption = viewer === other ? "protected" : "encrypted";
        expect(await tileOf(viewer, other), `${other.name} for ${viewer.name}`).toMatchObject({ encryption });
      }
    }
  });
}

test("a flood of forged key messages by signaling is named in Ann's log and does not affect others", async () => {
  const meeting = await openWith(signaling);
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);
  const eve = await joinEve(meeting, signaling);
  const annId = await idOf(ann);

  for (const message of forgedMessages(eve.id, annId, eve.identityKey)) {
    eve.client.signaling.send(Buffer.from(message));
  }
  // A participant joins during the flood.
  const cho = await meeting.join("Cho");
  await encryptedForEachOther([ann, ben, cho]);
  await eventually("Eve is named", async () => {
    const named = (await refusals(ann)).filter((entry) => entry.startsWith(eve.id));
    expect(named).toContain(`${eve.id} authentication-failed`);
    expect(named.length).toBeLessThanOrEqual(12);
  });
  for (const person of [ann, ben, cho]) expect(await phase(person)).toBe("connected");

  await eve.client.close();
  await encryptedForEachOther([ann, ben, cho]);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a flood in Ben's name does not keep Ben's genuine keys from Ann", async () => {
  const meeting = await openWith(signaling);
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben");
  await everyoneEncrypted([ann, ben]);
  const eve = await joinEve(meeting, signaling);
  const [annId, benId] = [await idOf(ann), await idOf(ben)];
  for (const message of forgedMessages(benId, annId, eve.identityKey)) {
    eve.client.signaling.send(Buffer.from(message));
  }
  await eve.client.signaling.roundTrip();
  // Ben's next key goes to Ann in the middle of it.
  await eve.client.close();
  const cho = await meeting.join("Cho");
  await encryptedForEachOther([ann, ben, cho]);
  for (const person of [ann, ben, cho]) expect(await phase(person)).toBe("connected");
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a flood of forged key messages by messaging is named in Ann's log and does not affect others", async () => {
  const meeting = await openWith(messaging);
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben");
  await everyoneEncrypted([ann, ben]);
  const eve = await joinEve(meeting, messaging);
  const annId = await idOf(ann);
  const header = new TextEncoder().encode(eve.id);
  const flood = forgedMessages(eve.id, annId, eve.identityKey);
  await hand(
    ann,
    flood.map((message) => Uint8Array.from([...header, ...message])),
  );
  const cho = await meeting.join("Cho");
  await encryptedForEachOther([ann, ben, cho]);
  await eventually("Eve is named", async () => {
    expect(await refusals(ann)).toContain(`${eve.id} message-flood`);
  });
  for (const person of [ann, ben, cho]) expect(await phase(person)).toBe("connected");
  await eve.client.close();
  await encryptedForEachOther([ann, ben, cho]);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

/** The server repeats Ann's offer with another direction and stream id for one peer's media sections. */
function reOffer({ tab }: Person, from: string, to: string): Promise<void> {
  return tab.evaluate(
    async ([from, to]) => {
      const prototype = RTCPeerConnection.prototype;
      const { getStats } = prototype;
      let found: RTCPeerConnection | null = null;
      prototype.getStats = function (this: RTCPeerConnection, ...parameters) {
        found = this;
        return getStats.apply(this, parameters);
      } as typeof getStats;
      await window.__calls.call("main").getStats();
      prototype.getStats = getStats;
      const pc = found as RTCPeerConnection | null;
      if (pc === null) throw new Error("The call has no peer connection.");
      const offer = async (change: (line: string) => string): Promise<void> => {
        const [head = "", ...lines] = pc.remoteDescription?.sdp.split(/(?=^m=)/mu) ?? [];
        const changed = lines.map((line) => (line.includes(`msid:${from} `) ? change(line) : line));
        const next = head.replace(/^o=(\S+ \S+) (\d+)/mu, (_, who: string, version: string) => {
          return `o=${who} ${Number(version) + 1}`;
        });
        await pc.setRemoteDescription({ type: "offer", sdp: next + changed.join("") });
        await pc.setLocalDescription(await pc.createAnswer());
      };
      await offer((line) => line.replace(/^a=sendonly/mu, "a=inactive"));
      await offer((line) =>
        line.replace(/^a=inactive/mu, "a=sendonly").replaceAll(`msid:${from} `, `msid:${to} `),
      );
    },
    [from, to] as const,
  );
}

test("a re-offer with a stream id that is not a connection id hides Ben and does not end any call", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.arrive("Ben");
  await everyoneEncrypted([ann, ben]);
  const benId = await idOf(ben);

  await reOffer(ann, benId, "x");
  await eventually("the stream id is reported", async () => {
    expect(await refusals(ann)).toContain("null invalid-connection-id");
  });
  await eventually("Ann shows no frame of Ben", async () => {
    expect(await tileOf(ann, benId)).toMatchObject({ encryption: "ready" });
  });
  for (const person of [ann, ben]) expect(await phase(person)).toBe("connected");

  await reOffer(ann, "x", benId);
  await encryptedForEachOther([ann, ben]);
  expectOnlySealed(meeting.stats(), meeting.channel);
});
