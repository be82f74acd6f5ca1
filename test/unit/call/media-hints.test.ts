import { describe, expect, it } from "vitest";
import { MediaHints } from "../../../src/call/media-hints.ts";
import { sealedLabelProblem, sealedLabels } from "../../../src/call/sealed-messages.ts";
import { hintLabel, readMediaHint } from "../../../src/e2ee/messages/media-hint.ts";
import type { PeerFacts } from "../../../src/status.ts";

function setUp() {
  const media = { audio: true, video: true };
  const sent: unknown[] = [];
  const hints = new MediaHints({
    current: () => ({ ...media }),
    send: async (data, to) => {
      sent.push([to, readMediaHint(data)]);
      throw new Error("no channel");
    },
  });
  return { media, sent, hints };
}

const peer = (connectionId: string, keyId: number | null) => ({ connectionId, keyId }) as PeerFacts;

describe("hints about our own media", () => {
  it("are sent to all peers when a track is added or removed, and only then", () => {
    const { media, sent, hints } = setUp();
    hints.update();
    media.video = false;
    hints.update();
    hints.update();
    media.video = true;
    hints.update();
    expect(sent).toEqual([
      [null, { audio: true, video: false }],
      [null, { audio: true, video: true }],
    ]);
  });

  it("are sent once to each new peer with keys, when a device is off", () => {
    const { media, sent, hints } = setUp();
    hints.observed([peer("BEN", 0)]);
    media.audio = false;
    hints.observed([peer("BEN", 1), peer("CHO", null)]);
    hints.observed([peer("CHO", 0)]);
    hints.observed([peer("CHO", 1)]);
    hints.forget("CHO");
    hints.observed([peer("CHO", 2)]);
    expect(sent).toEqual([
      ["CHO", { audio: false, video: true }],
      ["CHO", { audio: false, video: true }],
    ]);
  });
});

describe("the label of hints", () => {
  it("is added when the call already uses messaging DataChannels", () => {
    const relay = "signaling";
    expect(sealedLabels({ relay })).toEqual([]);
    expect(sealedLabels({ relay, connectionOptions: { dataChannelSignaling: true } })).toEqual([]);
    expect(sealedLabels({})).toEqual([hintLabel]);
    expect(sealedLabels({ relay: "messaging" })).toEqual([hintLabel]);
    expect(sealedLabels({ relay, receipts: true })).toEqual([hintLabel]);
    expect(sealedLabels({ relay, sealedMessages: ["#chat"] })).toEqual(["#chat", hintLabel]);
    const dataChannels = [{ label: "#app", direction: "sendrecv" } as const];
    expect(sealedLabels({ relay, connectionOptions: { dataChannelSignaling: true, dataChannels } })).toEqual([
      hintLabel,
    ]);
  });

  it("is refused together with a connection that must not use DataChannels", () => {
    const off = { dataChannelSignaling: false };
    expect(sealedLabelProblem([], "signaling", off)).toBeNull();
    expect(sealedLabelProblem([], "signaling", off, true)).toContain("dataChannelSignaling");
  });

  it("cannot be used by apps through any option or method", () => {
    const channel = { label: hintLabel, direction: "sendrecv" } as const;
    const relay = { type: "messaging", label: hintLabel } as const;
    for (const problem of [
      sealedLabelProblem([hintLabel], "signaling", {}),
      sealedLabelProblem([], "signaling", { dataChannels: [channel] }),
      sealedLabelProblem([], relay, {}),
    ]) {
      expect(problem).toContain("reserved for the library");
    }
  });
});
