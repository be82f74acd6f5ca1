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
  it("go to everybody when a track comes or goes, and only then", () => {
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

  it("go once to each new peer whose keys we have, when something is off", () => {
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
  it("is set up where DataChannels for messages are in use anyway", () => {
    const relay = "signaling";
    expect(sealedLabels({ relay })).toEqual([]);
    expect(sealedLabels({ relay, connectionOptions: { dataChannelSignaling: true } })).toEqual([]);
    expect(sealedLabels({})).toEqual([hintLabel]);
    expect(sealedLabels({ relay: "messaging" })).toEqual([hintLabel]);
    expect(sealedLabels({ relay, sealedMessages: ["#chat"] })).toEqual(["#chat", hintLabel]);
    const dataChannels = [{ label: "#app", direction: "sendrecv" } as const];
    expect(sealedLabels({ relay, connectionOptions: { dataChannelSignaling: true, dataChannels } })).toEqual([
      hintLabel,
    ]);
  });

  it("is refused to apps, however they ask for it", () => {
    const channel = { label: hintLabel, direction: "sendrecv" } as const;
    const relay = { type: "messaging", label: hintLabel } as const;
    for (const problem of [
      sealedLabelProblem([hintLabel], "signaling", {}),
      sealedLabelProblem([], "signaling", { dataChannels: [channel] }),
      sealedLabelProblem([], relay, {}),
    ]) {
      expect(problem).toContain("for the library itself");
    }
  });
});
