import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, inject, test } from "vitest";
import {
  type BrowserCall,
  type CallCodec,
  type CallResult,
  codecs,
} from "../../scripts/lib/browser-table.mjs";
import type { Tab } from "../e2e/support/browser.ts";
import { Browsers } from "../e2e/support/browsers.ts";
import { shows } from "../e2e/support/calls.ts";
import { ownTile } from "../e2e/support/expectations.ts";
import { Meeting } from "../e2e/support/meeting.ts";
import { everythingSealed } from "../e2e/support/stats.ts";
import { eventually } from "../e2e/support/wait.ts";

/** Calls from each browser to each, with each codec. What was seen is written down for the table in the README. */

const kinds = ["chromium", "firefox"] as const;
type Kind = (typeof kinds)[number];
const browsers = new Browsers();
const calls: BrowserCall[] = [];

afterAll(async () => {
  await browsers.close();
  if (process.env.BROWSERS_FILE) writeFileSync(process.env.BROWSERS_FILE, JSON.stringify(calls));
});

/** True when this browser reports that it can encode, or decode, this codec for a call. */
function offers(tab: Tab, part: "sender" | "receiver", codec: CallCodec): Promise<boolean> {
  return tab.evaluate(
    ([which, name]) => {
      const { getCapabilities } = which === "sender" ? RTCRtpSender : RTCRtpReceiver;
      const known = getCapabilities.call(which === "sender" ? RTCRtpSender : RTCRtpReceiver, "video");
      return (
        known?.codecs.some(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`.toLowerCase()) ??
        false
      );
    },
    [part, codec] as const,
  );
}

/**
 * The result without encryption and without this library, with the same server. A browser can list a codec
 * that it cannot use.
 */
async function plainCall(from: Kind, to: Kind, codec: CallCodec): Promise<CallResult> {
  const meeting = await Meeting.open(browsers, `${inject("demoUrl")}calls.html`);
  try {
    const sender = await meeting.join("Sender", { browser: from, params: { autojoin: "0" } });
    const receiver = await meeting.join("Receiver", { browser: to, params: { autojoin: "0" } });
    const request = { channel: meeting.channel, signaling: meeting.server.signalingUrl, codec };
    for (const [{ tab }, role] of [
      [receiver, "recvonly"],
      [sender, "sendonly"],
    ] as const) {
      await tab.evaluate((plain) => window.__calls.joinPlain(plain), { ...request, role });
    }
    const counted = (tab: Tab) => tab.evaluate(() => window.__calls.videoFrames());
    const seen = eventually("a picture is encoded", async () =>
      expect((await counted(sender.tab)).encoded).toBeGreaterThan(0),
    );
    if (!(await isTrue(seen))) return "no-encoder";
    const shown = eventually("a picture is decoded", async () =>
      expect((await counted(receiver.tab)).decoded).toBeGreaterThan(0),
    );
    return (await isTrue(shown)) ? "works" : "no-decoder";
  } finally {
    await meeting.close();
  }
}

function isTrue(expectation: Promise<unknown>): Promise<boolean> {
  return expectation.then(
    () => true,
    () => false,
  );
}

/** Throws when the call does not work although both browsers can use the codec. */
async function call(from: Kind, to: Kind, codec: CallCodec): Promise<CallResult> {
  const meeting = await Meeting.open(browsers, inject("demoUrl"));
  try {
    const params = { codec, autojoin: "0" };
    const sender = await meeting.join("Sender", { browser: from, params });
    const receiver = await meeting.join("Receiver", { browser: to, params });
    if (!(await offers(sender.tab, "sender", codec))) return "no-encoder";
    if (!(await offers(receiver.tab, "receiver", codec))) return "no-decoder";
    await meeting.rejoin(sender, { codec, role: "sendonly" });
    await meeting.rejoin(receiver, { codec, role: "recvonly" });
    await eventually("both are in the channel", async () => {
      expect((await ownTile(sender)).encryption).toBe("protected");
      await ownTile(receiver);
    });
    await shows([receiver], sender, sender.hue);
    await everythingSealed(meeting);
    expect(meeting.problems()).toEqual([]);
    return "works";
  } catch (error) {
    const plain = await plainCall(from, to, codec);
    if (plain === "works") throw error;
    return plain;
  } finally {
    await meeting.close();
  }
}

describe.each(kinds)("from %s", (from) => {
  test.each(kinds)(
    "a picture is sealed on the way and seen, in each codec that both browsers know, when it is sent to %s",
    async (to) => {
      const versions = await Promise.all([from, to].map(async (kind) => (await browsers.get(kind)).version));
      const results = {} as Record<CallCodec, CallResult>;
      const failures: unknown[] = [];
      for (const codec of codecs) {
        results[codec] = await call(from, to, codec).catch((error: unknown) => {
          failures.push(codec, error);
          return "fails" as const;
        });
      }
      calls.push({
        from: { browser: from, version: versions[0]! },
        to: { browser: to, version: versions[1]! },
        codecs: results,
      });
      expect(failures).toEqual([]);
    },
  );
});
