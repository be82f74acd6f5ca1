import type { SoraVersion } from "react-sora-e2ee-dev-server";
import { describe, expect, it } from "vitest";
import { readArguments } from "../../../dev-server/src/cli-arguments.ts";
import { devServerHarness, eventually, keyMessage } from "./support/harness.ts";
import { connectMessage } from "./support/raw-client.ts";
import type { RtcClient } from "./support/rtc-client.ts";

const harness = devServerHarness();
const later = ["2024.2", "2026.1"] as const;
const channel = (extra: object = {}) => ({
  data_channel_signaling: true,
  data_channels: [{ label: "#keys", direction: "sendrecv", ...extra }],
});
const header = { header: [{ type: "sender_connection_id" }] };
const switched = (client: RtcClient) => client.signaling.message(({ type }) => type === "switched");
const offeredLabels = (client: RtcClient) =>
  (client.offer.data_channels as readonly { readonly label: string }[]).map(({ label }) => label);

async function closeOf(soraVersion: SoraVersion, extra: object, options: object = {}) {
  await harness.start({ soraVersion, ...options });
  const client = await harness.raw();
  client.send(connectMessage({ ...extra }));
  return client.closed;
}

describe("a server of 2024.1", () => {
  it("routes key messages and reports its version", async () => {
    await harness.start({ soraVersion: "2024.1" });
    const [a, b] = [await harness.join({ e2ee: true }), await harness.join({ e2ee: true })];
    expect(a.offer.version).toBe("2024.1.0");
    const message = keyMessage(a.connectionId, b.connectionId);
    a.signaling.send(message);
    expect(await b.signaling.binary()).toEqual(message);
  });

  it("offers messaging without a header", async () => {
    expect(await closeOf("2024.1", channel(header))).toMatchObject({
      code: 4490,
      reason: expect.stringContaining("header"),
    });
  });

  it("accepts messaging without a header", async () => {
    await harness.start({ soraVersion: "2024.1" });
    expect(offeredLabels(await harness.join(channel()))).toContain("#keys");
  });
});

describe.each(later)("a server of %s", (soraVersion) => {
  it("ignores e2ee with any setting, and offers no channel for it", async () => {
    const server = await harness.start({ soraVersion, e2ee: false });
    const a = await harness.join({ e2ee: true, data_channel_signaling: true });
    expect(a.offer.version).toBe(`${soraVersion}.0`);
    expect(offeredLabels(a)).not.toContain("e2ee");
    expect(server.stats().channels.room!.connections[a.connectionId]!.e2ee).toBe(false);
  });

  it("closes the connection on a key message", async () => {
    await harness.start({ soraVersion });
    const a = await harness.join({ e2ee: true });
    a.signaling.send(keyMessage(a.connectionId, a.connectionId));
    expect(await a.signaling.closed).toMatchObject({
      code: 4490,
      reason: expect.stringContaining("UNEXPECTED-BINARY"),
    });
  });

  it("names the sender of a message", async () => {
    await harness.start({ soraVersion });
    const [a, b] = [await harness.join(channel()), await harness.join(channel(header))];
    await switched(a);
    await switched(b);
    a.channels.get("#keys")?.send(Buffer.from("hello"));
    await eventually(() => b.received.get("#keys")?.length);
    expect(b.received.get("#keys")?.[0]?.toString()).toBe(`${a.connectionId}hello`);
  });
});

describe("settings of messaging", () => {
  it("data_channel_messaging = false refuses only clients that ask for messaging", async () => {
    expect(await closeOf("2026.1", channel(), { dataChannelMessaging: false })).toMatchObject({
      code: 4490,
      reason: expect.stringContaining("MESSAGING-DISABLED"),
    });
    await harness.join({ data_channel_signaling: true });
  });

  it("data_channel_signaling = false offers no channels", async () => {
    await harness.start({ dataChannelSignaling: false });
    const a = await harness.join(channel());
    expect(a.offer).toMatchObject({ data_channel_signaling: false, data_channels: [] });
  });
});

describe("faults of messaging", () => {
  it("can change, drop and repeat messages for their recipients", async () => {
    const server = await harness.start();
    const [a, b] = [await harness.join(channel()), await harness.join(channel())];
    await switched(a);
    await switched(b);
    const undo = server.faults.hostile.spoilMessages("#keys", { from: a.connectionId }, (message) => [
      message,
      message,
    ]);
    a.channels.get("#keys")?.send(Buffer.from("twice"));
    b.channels.get("#keys")?.send(Buffer.from("once"));
    await eventually(() => b.received.get("#keys")?.length === 2 && a.received.get("#keys")?.length);
    undo();
    a.channels.get("#keys")?.send(Buffer.from("as it is"));
    await eventually(() => b.received.get("#keys")?.length === 3);
    expect(b.received.get("#keys")?.map(String)).toEqual(["twice", "twice", "as it is"]);
    expect(a.received.get("#keys")?.map(String)).toEqual(["once"]);
  });

  it("can open a channel late", async () => {
    const server = await harness.start();
    server.faults.hostile.delayChannel("signaling", 300, "slow");
    const labelsOf = async (client_id: string) => {
      const client = await harness.join({ ...channel(), client_id });
      await eventually(() => client.channels.size === 6);
      return [...client.channels.keys()];
    };
    const inTime = await labelsOf("in time");
    expect(inTime[0]).toBe("signaling");
    expect(await labelsOf("slow")).toEqual([...inTime.slice(1), "signaling"]);
  });
});

describe("the command line", () => {
  it("accepts a version and the messaging settings", () => {
    expect(readArguments(["--sora-version", "2026.1", "--no-messaging"])).toEqual({
      kind: "run",
      options: { soraVersion: "2026.1", dataChannelMessaging: false },
    });
    expect(readArguments(["--sora-version=2024.1", "--no-e2ee", "--no-data-channel-signaling"])).toEqual({
      kind: "run",
      options: { soraVersion: "2024.1", e2ee: false, dataChannelSignaling: false },
    });
  });

  it.each([[["--sora-version", "2023.1"]], [["--sora-version"]], [["--sora-version=2024.2", "--no-e2ee"]]])(
    "refuses %j",
    (args) => expect(readArguments(args).kind).toBe("error"),
  );
});
