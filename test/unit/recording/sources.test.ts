import { createTestState } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";
import { noIdentity } from "../../../src/protocol/identity.ts";
import { createConsent } from "../../../src/recording/consent.ts";
import { placesOf } from "../../../src/recording/places.ts";
import { sourcesOf } from "../../../src/recording/sources.ts";
import type { RecordedSource } from "../../../src/recording/types.ts";
import type { Peer } from "../../../src/store/types.ts";

const track = (kind: string) => ({ kind, readyState: "live" }) as MediaStreamTrack;

const noFrames = {
  ...{ received: 0, waiting: 0 },
  refused: { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 },
};

function peer(connectionId: string, more: Partial<Peer> = {}) {
  return {
    connectionId,
    name: `name of ${connectionId}`,
    encryption: { status: "encrypted" } as const,
    audioTrack: track("audio"),
    videoTrack: track("video"),
    sending: { audio: true, video: true },
    ...more,
  };
}

const screen = (connectionId: string, key: string | null) =>
  peer(connectionId, {
    role: "sendonly",
    participant: { id: "p", purpose: "screen" },
    identity: { ...noIdentity, key },
  });

const stateOf = (...peers: ReturnType<typeof peer>[]) =>
  createTestState({ phase: "connected", self: { connectionId: "SELF" }, peers });

describe("the recorded sources", () => {
  it("has no track and no name of a participant without consent", () => {
    const consent = createConsent();
    const state = stateOf(peer("BEN"), peer("CHO"));
    consent.record(state.peers, "BEN", true);
    consent.record(state.peers, "CHO", false);
    const [, ben, cho] = sourcesOf(state, consent);
    expect(ben).toMatchObject({ name: "name of BEN", included: true });
    expect(ben?.video).not.toBeNull();
    expect(ben?.audio).not.toBeNull();
    expect(cho).toEqual({ id: "CHO", kind: "camera", name: "", included: false, video: null, audio: null });
  });

  it("leaves out a participant who withdraws consent", () => {
    const consent = createConsent();
    const state = stateOf(peer("BEN"));
    consent.record(state.peers, "BEN", true);
    consent.record(state.peers, "BEN", false);
    expect(sourcesOf(state, consent)[1]).toMatchObject({ included: false, audio: null, video: null });
  });

  it("keeps the consent of a participant key over a reconnect, and applies it to their screen", () => {
    const consent = createConsent();
    const identity = { ...noIdentity, key: "aa:bb" };
    consent.record(stateOf(peer("BEN1", { identity })).peers, "BEN1", true);
    const sources = sourcesOf(stateOf(peer("BEN2", { identity }), screen("SCREEN", "aa:bb")), consent);
    expect(sources.slice(1).map(({ id, kind, included }) => [id, kind, included])).toEqual([
      ["BEN2", "camera", true],
      ["SCREEN", "screen", true],
    ]);
  });

  it("asks again for another connection without a participant key, and for an unassigned screen", () => {
    const consent = createConsent();
    consent.record(stateOf(peer("BEN1")).peers, "BEN1", true);
    const sources = sourcesOf(stateOf(peer("BEN2"), screen("SCREEN", null)), consent);
    expect(sources.slice(1).map(({ included }) => included)).toEqual([false, false]);
  });

  it("asks again when another identity key is behind a connection id without a participant key", () => {
    const consent = createConsent();
    const before = stateOf(peer("BEN", { fingerprint: "aa" }));
    expect(consent.record(before.peers, "BEN", true)).toBe(true);
    const included = (fingerprint: string | null) =>
      sourcesOf(stateOf(peer("BEN", { fingerprint })), consent)[1]?.included;
    // As after a reconnect of the recorder, who never learns that the first one left.
    expect([included("aa"), included("bb"), included(null)]).toEqual([true, false, false]);
    expect(consent.record(stateOf(peer("BEN")).peers, "BEN", true)).toBe(false);
    expect([included("aa"), included("bb")]).toEqual([false, false]);
  });

  it("has no media of tracks that may still have those of another participant", () => {
    const consent = createConsent();
    const receivers = (passed: number) =>
      (["audio", "video"] as const).map((kind, transformId) => ({ ...noFrames, kind, transformId, passed }));
    const state = (passed: number) =>
      stateOf(peer("BEN", { reused: ["audio", "video"], receivers: receivers(passed) }));
    consent.record(state(0).peers, "BEN", true);
    expect(sourcesOf(state(0), consent)[1]).toMatchObject({ included: true, audio: null });
    expect(sourcesOf(state(1), consent)[1]?.audio).not.toBeNull();
  });

  it("leaves out a peer without encryption, although it agreed", () => {
    const consent = createConsent();
    const state = stateOf(peer("BEN", { encryption: { status: "unprotected" } }));
    consent.record(state.peers, "BEN", true);
    expect(sourcesOf(state, consent)[1]).toMatchObject({ included: false, audio: null, video: null });
  });

  it("uses the last answer of a connection whose key became known in between", () => {
    const consent = createConsent();
    consent.record(stateOf(peer("BEN")).peers, "BEN", true);
    const later = stateOf(peer("BEN", { identity: { ...noIdentity, key: "aa:bb" } }));
    expect(consent.all(later)).toEqual([{ participant: "BEN", answer: "agreed" }]);
    consent.record(later.peers, "BEN", false);
    expect(consent.all(later)).toEqual([{ participant: "BEN", answer: "declined" }]);
  });

  it("uses a newer answer of a connection without its key before an older one of that key", () => {
    const consent = createConsent();
    const known = stateOf(peer("BEN", { identity: { ...noIdentity, key: "aa:bb" } }));
    consent.record(known.peers, "BEN", true);
    consent.record(stateOf(peer("BEN")).peers, "BEN", false);
    expect(consent.all(known)).toEqual([{ participant: "BEN", answer: "declined" }]);
    consent.record(known.peers, "BEN", true);
    for (const state of [known, stateOf(peer("BEN"))]) {
      expect(consent.all(state)).toEqual([{ participant: "BEN", answer: "agreed" }]);
    }
  });

  it("ignores answers of a connection that is not in the call", () => {
    const consent = createConsent();
    consent.record(stateOf().peers, "constructor", true);
    expect(consent.all(stateOf(peer("BEN")))).toEqual([{ participant: "BEN", answer: "unanswered" }]);
  });
});

describe("the places of the tiles", () => {
  const source = (id: string, kind: RecordedSource["kind"]): RecordedSource => ({
    id,
    kind,
    name: id,
    included: true,
    video: null,
    audio: null,
  });
  const cameras = (count: number) => Array.from({ length: count }, (_, at) => source(`C${at}`, "camera"));

  it.each([1, 2, 3, 5, 12, 49])("are inside the picture and do not overlap, for %d cameras", (count) => {
    const places = placesOf(cameras(count), 1280, 720);
    expect(places).toHaveLength(count);
    for (const [at, one] of places.entries()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.y).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(1280);
      expect(one.y + one.height).toBeLessThanOrEqual(720);
      for (const other of places.slice(at + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart, `${one.source.id} and ${other.source.id}`).toBe(true);
      }
    }
  });

  it("give a screen most of the picture", () => {
    const places = placesOf([...cameras(3), source("S", "screen")], 1280, 720);
    const area = (id: string) => {
      const { width = 0, height = 0 } = places.find((place) => place.source.id === id) ?? {};
      return width * height;
    };
    expect(area("S")).toBeGreaterThan(1280 * 720 * 0.7);
    expect(area("C0")).toBeGreaterThan(0);
  });
});
