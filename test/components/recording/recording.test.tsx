import { act, cleanup, renderHook } from "@testing-library/react";
import { type RecordingSettings, SoraE2EEError, useRecording } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack } from "../support/fake-devices.ts";
import { fakeRecorder } from "../support/fake-recorder.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const id = "0123456789abcdef0123456789abcdef";
const label = "#recording";
const peers = ["BEN", "CHO"].map((connectionId) => ({
  connectionId,
  name: connectionId.toLowerCase(),
  fingerprint: `fingerprint of ${connectionId}`,
  encryption: { status: "encrypted" } as const,
}));
const inMemory: RecordingSettings = { target: "memory", download: false };

function open(present: typeof peers = peers) {
  const call = createTestCall({ phase: "connected", self: { connectionId: "SELF" }, peers: present });
  const { result, unmount } = renderHook(() => useRecording(label, { call }));
  const says = (from: string, message: unknown, under = label) =>
    act(async () =>
      call.receives("sealed", {
        label: under,
        from,
        signedBy: "identity",
        addressed: false,
        data: new TextEncoder().encode(JSON.stringify(message)),
      }),
    );
  const sent = () => call.sent.map(({ data, to }) => ({ ...JSON.parse(String(data)), to }));
  const recordingId = (): string => sent().find(({ recording }) => recording !== undefined)?.recording;
  const answers = (from: string, agreed: boolean) => says(from, { answer: recordingId(), agreed });
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const start = (settings: RecordingSettings = inMemory) => act(() => result.current.start(settings));
  /** The recorder is loaded only once it is needed. */
  const loaded = () => act(() => vi.dynamicImportSettled());
  return { call, result, unmount, says, sent, answers, wait, start, loaded, recordingId };
}

/** A message whose fate is not known yet. */
function lost() {
  let reject: (error: SoraE2EEError) => void = () => undefined;
  const promise = new Promise<void>((_resolve, fail) => {
    reject = fail;
  });
  return { promise, reject };
}

describe("our own recording", () => {
  withoutStrictMode();

  it("does not start before every participant has answered", async () => {
    const media = fakeRecorder();
    const { result, start, answers, loaded, sent } = open();
    await start();
    await loaded();
    expect(result.current.own.status).toBe("asking");
    expect(sent()[0]).toMatchObject({ status: "asking", age: 0, to: null });
    await answers("BEN", true);
    await loaded();
    expect(result.current.own.status).toBe("asking");
    expect(media.latest()).toBeUndefined();
    await answers("CHO", false);
    await loaded();
    expect(result.current.own).toMatchObject({
      status: "recording",
      answers: [
        { participant: "BEN", answer: "agreed" },
        { participant: "CHO", answer: "declined" },
      ],
    });
    expect(media.latest()?.state).toBe("recording");
    // The others are told first, and each answer is confirmed.
    expect(sent().at(-1)).toMatchObject({ status: "recording" });
    expect(sent()).toContainEqual({ heard: expect.any(String), agreed: true, to: "BEN" });
  });

  it("contains only the sound of participants who agreed, until they withdraw consent", async () => {
    const media = fakeRecorder();
    const { call, start, answers, loaded } = open();
    for (const { connectionId } of peers) {
      const [audio, video] = [
        new FakeTrack("audio"),
        new FakeTrack("video"),
      ] as unknown as MediaStreamTrack[];
      if (audio && video) call.script.sends(connectionId, new MediaStream([audio, video]));
    }
    const tracks = call.store.getState().peers;
    await start();
    await answers("BEN", true);
    await answers("CHO", false);
    await loaded();
    expect([...media.heard]).toEqual([tracks.BEN?.audioTrack]);
    await answers("CHO", true);
    expect(media.heard.size).toBe(2);
    await answers("BEN", false);
    expect([...media.heard]).toEqual([tracks.CHO?.audioTrack]);
  });

  it("draws a placeholder without a name for participants without consent, including later ones", async () => {
    const media = fakeRecorder();
    const { call, start, answers, loaded, wait } = open();
    await start();
    await answers("BEN", true);
    await answers("CHO", false);
    await loaded();
    act(() => call.script.joins("DAN", { name: "dan" }));
    await wait(100);
    expect(new Set(media.drawn)).toEqual(new Set(["Guest", "ben", "Not recorded"]));
    expect(media.drawn.filter((text) => text === "Not recorded").length).toBeGreaterThanOrEqual(2);
  });

  it("starts after 60 seconds without the participants who have not answered", async () => {
    fakeRecorder();
    const { result, start, answers, loaded, wait } = open();
    await start();
    await answers("BEN", true);
    await wait(57_000);
    expect(result.current.own.status).toBe("asking");
    await wait(3000);
    await loaded();
    expect(result.current.own.status).toBe("recording");
  });

  it("starts without further answers when the recorder chooses it", async () => {
    fakeRecorder();
    const { result, start, answers, loaded } = open();
    await start();
    await answers("BEN", true);
    act(() => result.current.proceed());
    await loaded();
    expect(result.current.own.status).toBe("recording");
  });

  it("ends with recording-declined, and records nothing, when all participants decline", async () => {
    const media = fakeRecorder();
    const { result, start, answers, loaded, sent } = open();
    await start();
    await answers("BEN", false);
    await answers("CHO", false);
    await loaded();
    expect(result.current.own).toMatchObject({
      status: "off",
      file: null,
      error: { code: "recording-declined" },
    });
    expect(media.latest()).toBeUndefined();
    expect(sent().at(-1)).toMatchObject({ status: "ended" });
  });

  it("starts at once when the recorder is alone", async () => {
    fakeRecorder();
    const { result, start, loaded } = open([]);
    await start();
    await loaded();
    expect(result.current.own.status).toBe("recording");
  });

  it("gives the file when it stops, and leaves nothing open", async () => {
    const media = fakeRecorder();
    const { result, start, loaded, wait, sent } = open([]);
    await start({ ...inMemory, fileName: "our: meeting" });
    await loaded();
    act(() => media.latest()?.gives(500));
    expect(result.current.own).toMatchObject({ bytes: 500, target: "memory", large: false });
    const [file] = await act(async () =>
      Promise.all([result.current.stop(), vi.advanceTimersByTimeAsync(10)]),
    );
    expect(file).toMatchObject({
      name: "our- meeting.webm",
      mimeType: "video/webm;codecs=vp8,opus",
      bytes: 510,
    });
    expect(file?.blob?.size).toBe(510);
    expect(result.current.own).toMatchObject({ status: "off", error: null, file });
    expect(sent().at(-1)).toMatchObject({ status: "ended" });
    expect(media.isReleased()).toBe(true);
    await wait(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("repeats its announcement every three seconds with the time that it has been recording", async () => {
    fakeRecorder();
    const { start, loaded, wait, sent } = open([]);
    await start();
    await loaded();
    const before = sent().length;
    await wait(9000);
    expect(
      sent()
        .slice(before)
        .map(({ status, age }) => [status, age]),
    ).toEqual([
      ["recording", 3],
      ["recording", 6],
      ["recording", 9],
    ]);
  });

  it("continues over a reconnect, and is announced at once on the new connection", async () => {
    const media = fakeRecorder();
    const { call, result, start, answers, loaded, sent } = open();
    await start();
    await answers("BEN", true);
    await answers("CHO", true);
    await loaded();
    act(() => call.script.loses());
    expect(result.current.own.status).toBe("recording");
    const before = sent().length;
    await act(async () => call.script.reconnects());
    expect(sent().slice(before)).toEqual([expect.objectContaining({ status: "recording" })]);
    expect(media.latest()?.state).toBe("recording");
    const answered = () => result.current.own.answers.map(({ answer }) => answer);
    expect(answered()).toEqual(["unanswered", "unanswered"]);
    // Behind these connection ids are the same keys as before, or others.
    act(() => call.script.observed("BEN", { fingerprint: "fingerprint of BEN" }));
    act(() => call.script.observed("CHO", { fingerprint: "fingerprint of another participant" }));
    expect(answered()).toEqual(["agreed", "unanswered"]);
  });

  it("continues when an announcement is lost with its connection, however late that is known", async () => {
    const media = fakeRecorder();
    const { call, result, start, loaded, wait } = open([]);
    await start();
    await loaded();
    const { promise, reject } = lost();
    const sending = vi.spyOn(call, "sendSealedMessage").mockReturnValue(promise);
    await wait(12_000);
    sending.mockRestore();
    act(() => call.script.loses());
    await act(async () => reject(new SoraE2EEError("aborted", "The call has ended.")));
    expect(result.current.own.status).toBe("recording");
    await act(async () => call.script.reconnects());
    expect(result.current.own.status).toBe("recording");
    expect(media.latest()?.state).toBe("recording");
  });

  it.each([
    ["are refused", () => Promise.reject(new SoraE2EEError("invalid-state", "closed"))],
    ["take long", () => new Promise<void>(() => undefined)],
  ])(
    "leaves the others out while its announcements %s for ten seconds, and takes them in again",
    async (_what, send) => {
      const media = fakeRecorder();
      const { call, result, start, answers, loaded, wait } = open();
      const answered = () => result.current.own.answers.map(({ answer }) => answer);
      await start();
      await answers("BEN", true);
      await answers("CHO", false);
      await loaded();
      const sending = vi.spyOn(call, "sendSealedMessage").mockImplementation(send);
      await wait(9000);
      expect(answered()).toEqual(["agreed", "declined"]);
      await wait(4000);
      expect(answered()).toEqual(["unanswered", "unanswered"]);
      sending.mockRestore();
      await wait(3000);
      expect(answered()).toEqual(["agreed", "declined"]);
      expect(result.current.own.status).toBe("recording");
      expect(media.latest()?.state).toBe("recording");
    },
  );

  it("ends with recording-failed when the file cannot be written, with nothing left open", async () => {
    const media = fakeRecorder();
    const full = new Error("disk full");
    vi.stubGlobal("showSaveFilePicker", async () => ({
      name: "call.webm",
      createWritable: async () => ({ write: () => Promise.reject(full), close: () => Promise.reject(full) }),
    }));
    const { result, start, loaded, wait } = open([]);
    await start({});
    await loaded();
    expect(result.current.own).toMatchObject({ status: "recording", target: "file" });
    act(() => media.latest()?.gives(100));
    await wait(10);
    expect(result.current.own).toMatchObject({
      status: "off",
      file: null,
      error: { code: "recording-failed" },
    });
    expect(result.current.own.error?.cause).toBe(full);
    expect(media.isReleased()).toBe(true);
  });

  it("writes each chunk to the chosen file and completes it", async () => {
    const media = fakeRecorder();
    const written: number[] = [];
    const close = vi.fn(async () => undefined);
    vi.stubGlobal("showSaveFilePicker", async () => ({
      name: "call.webm",
      createWritable: async () => ({ write: async (chunk: Blob) => void written.push(chunk.size), close }),
    }));
    const { result, start, loaded } = open([]);
    await start({});
    await loaded();
    act(() => media.latest()?.gives(100));
    act(() => media.latest()?.gives(50));
    const [file] = await act(async () =>
      Promise.all([result.current.stop(), vi.advanceTimersByTimeAsync(10)]),
    );
    expect(written).toEqual([100, 50, 10]);
    expect(close).toHaveBeenCalledOnce();
    expect(file).toMatchObject({ name: "call.webm", bytes: 160, blob: null });
  });

  it("sends no request when the person closes the file dialog", async () => {
    fakeRecorder();
    vi.stubGlobal("showSaveFilePicker", () => Promise.reject(new DOMException("closed", "AbortError")));
    const { result, start, sent } = open();
    await start({});
    expect(result.current.own).toMatchObject({ status: "off", error: { code: "recording-not-chosen" } });
    expect(sent()).toEqual([]);
  });

  it("leaves no file when all participants decline", async () => {
    fakeRecorder();
    const remove = vi.fn(async () => undefined);
    vi.stubGlobal("showSaveFilePicker", async () => ({ name: "call.webm", remove }));
    const { start, answers, wait } = open();
    await start({});
    await answers("BEN", false);
    await answers("CHO", false);
    await wait(0);
    expect(remove).toHaveBeenCalledOnce();
  });

  it("ends with recording-unsupported in a browser without a recorder", async () => {
    const { result, start, sent } = open();
    await start();
    expect(result.current.own.error?.code).toBe("recording-unsupported");
    expect(sent()).toEqual([]);
  });

  it("asks for an encoder level that fits the size of the picture", async () => {
    fakeRecorder();
    const asked: string[] = [];
    MediaRecorder.isTypeSupported = (type) => {
      asked.push(type);
      return type === "video/webm";
    };
    for (const [width, height] of [
      [1280, 720],
      [1920, 1080],
      [3840, 2160],
    ] as const) {
      const { start, unmount } = open([]);
      await start({ ...inMemory, width, height });
      unmount();
    }
    expect(asked.filter((type) => type.includes("avc1")).map((type) => type.split(/[=,]/u)[1])).toEqual([
      "avc1.42E01F",
      "avc1.640028",
      "avc1.640033",
    ]);
  });

  it.each<RecordingSettings>([
    { width: 0 },
    { frameRate: Number.NaN },
    { mimeType: "audio/mp3" },
    { fileName: " " },
    { target: "cloud" as "file" },
  ])("ends with invalid-options for settings that it cannot use: %j", async (settings) => {
    fakeRecorder();
    const { result, start, sent } = open();
    await start({ ...inMemory, ...settings });
    expect(result.current.own.error?.code).toBe("invalid-options");
    expect(sent()).toEqual([]);
  });

  it("stops and releases everything when the call ends and when the component unmounts", async () => {
    for (const end of ["call", "component"]) {
      const media = fakeRecorder();
      const { call, unmount, start, loaded, wait } = open([]);
      await start();
      await loaded();
      await act(async () => {
        if (end === "call") await call.disconnect();
        else unmount();
      });
      await wait(10);
      expect(media.latest()?.state, end).toBe("inactive");
      expect(media.isReleased(), end).toBe(true);
      unmount();
      await wait(0);
      expect(vi.getTimerCount(), end).toBe(0);
    }
  });

  it("asks a later participant again who gets the connection id of one that agreed and left", async () => {
    fakeRecorder();
    const { call, result, answers, start } = open();
    await start();
    await answers("BEN", true);
    expect(result.current.own.answers).toContainEqual({ participant: "BEN", answer: "agreed" });
    act(() => call.dispatch({ type: "peer-left", connectionId: "BEN" }));
    act(() => call.script.joins("BEN"));
    expect(result.current.own.answers).toContainEqual({ participant: "BEN", answer: "unanswered" });
  });

  it("does not count an answer to another recording", async () => {
    fakeRecorder();
    const { result, start, says } = open();
    await start();
    await says("BEN", { answer: id, agreed: true });
    expect(result.current.own.answers[0]).toEqual({ participant: "BEN", answer: "unanswered" });
  });
});

describe("the recordings of others", () => {
  withoutStrictMode();
  const asking = { recording: id, status: "asking", age: 0 };

  it("are shown from their announcement on, also to later participants, with their start time", async () => {
    vi.setSystemTime(1_000_000);
    const { result, says } = open();
    await says("BEN", { recording: id, status: "recording", age: 90 });
    expect(result.current.others).toMatchObject([
      { from: "BEN", status: "recording", since: 910_000, answer: null, quiet: false },
    ]);
    await says("CHO", asking);
    expect(result.current.others).toHaveLength(2);
  });

  it("are shown until they end, or for ten seconds after the last announcement", async () => {
    const { result, says, wait } = open();
    await says("BEN", asking);
    await wait(8000);
    await says("BEN", asking);
    await wait(9000);
    expect(result.current.others).toHaveLength(1);
    await wait(1000);
    expect(result.current.others).toEqual([]);
    await says("BEN", asking);
    await says("BEN", { recording: id, status: "ended" });
    expect(result.current.others).toEqual([]);
  });

  it("get the answer again after each announcement, until the recorder confirms it", async () => {
    const { result, says, sent } = open();
    await says("BEN", asking);
    act(() => result.current.answer(result.current.others[0]?.key ?? "", true));
    expect(result.current.others[0]).toMatchObject({ answer: "agreed", confirmed: false });
    await says("BEN", asking);
    expect(sent()).toEqual([
      { answer: id, agreed: true, to: "BEN" },
      { answer: id, agreed: true, to: "BEN" },
    ]);
    // A confirmation of another answer, or from another peer, has no effect.
    await says("BEN", { heard: id, agreed: false });
    await says("CHO", { heard: id, agreed: true });
    expect(result.current.others[0]?.confirmed).toBe(false);
    await says("BEN", { heard: id, agreed: true });
    expect(result.current.others[0]?.confirmed).toBe(true);
    await says("BEN", asking);
    expect(sent()).toHaveLength(2);
  });

  it("count as the same recording when the recorder returns with another connection", async () => {
    const { call, result, says, sent } = open();
    call.script.identifies("BEN", { status: "known", key: "aa:bb" });
    await says("BEN", asking);
    act(() => result.current.answer(result.current.others[0]?.key ?? "", false));
    await says("BEN", { heard: id, agreed: false });
    act(() => {
      call.script.leaves("BEN");
      call.script.joins("BEN2");
      call.script.identifies("BEN2", { status: "known", key: "aa:bb" });
    });
    expect(result.current.others).toHaveLength(1);
    await says("BEN2", { recording: id, status: "recording", age: 5 });
    expect(result.current.others).toMatchObject([{ from: "BEN2", status: "recording", answer: "declined" }]);
    expect(sent().at(-1)).toEqual({ answer: id, agreed: false, to: "BEN2" });
  });

  it("keep their answer when no announcement arrives for a while", async () => {
    const { result, says, sent, wait } = open();
    await says("BEN", asking);
    act(() => result.current.answer(result.current.others[0]?.key ?? "", true));
    await says("BEN", { heard: id, agreed: true });
    await wait(30_000);
    expect(result.current.others).toEqual([]);
    const before = sent().length;
    await says("BEN", { recording: id, status: "recording", age: 30 });
    expect(result.current.others).toMatchObject([{ answer: "agreed", quiet: true }]);
    expect(sent().slice(before)).toEqual([{ answer: id, agreed: true, to: "BEN" }]);
  });

  it("count as one recording when the recorder's participant key becomes known later", async () => {
    const { call, result, says, sent } = open();
    call.script.identifies("BEN", { status: "known", key: "aa:bb" });
    await says("BEN", asking);
    act(() => result.current.answer(result.current.others[0]?.key ?? "", true));
    await says("BEN", { heard: id, agreed: true });
    act(() => call.script.joins("BEN2"));
    await says("BEN2", asking);
    // A participant is not asked twice about what may be the same recording.
    expect(result.current.others.map(({ answer, quiet }) => [answer, quiet])).toEqual([
      ["agreed", false],
      [null, true],
    ]);
    act(() => call.script.identifies("BEN2", { status: "known", key: "aa:bb" }));
    await says("BEN2", asking);
    expect(result.current.others).toMatchObject([{ from: "BEN2", answer: "agreed" }]);
    expect(sent().at(-1)).toEqual({ answer: id, agreed: true, to: "BEN2" });
  });

  it("do not share an answer with another peer's recording of the same id", async () => {
    const { result, says } = open();
    await says("BEN", asking);
    act(() => result.current.answer(result.current.others[0]?.key ?? "", true));
    await says("CHO", asking);
    expect(result.current.others.map(({ from, answer }) => [from, answer])).toEqual([
      ["BEN", "agreed"],
      ["CHO", null],
    ]);
  });

  it("interrupt a person at most once per minute, with at most three for each participant", async () => {
    const { result, says, wait } = open();
    const other = (digit: number) => ({ ...asking, recording: String(digit).repeat(32) });
    await says("BEN", other(1));
    act(() => result.current.answer(result.current.others[0]?.key ?? "", false));
    for (const digit of [2, 3, 4, 5]) await says("BEN", other(digit));
    expect(result.current.others.map(({ quiet }) => quiet)).toEqual([false, true, true]);
    await wait(60_000);
    await says("BEN", other(6));
    expect(result.current.others.map(({ quiet }) => quiet)).toEqual([false]);
  });

  it("change at most ten times in three seconds for one peer, whatever it sends", async () => {
    const { result, says, wait } = open();
    const seen: unknown[] = [];
    for (let count = 0; count < 50; count += 1) {
      await says("BEN", { recording: id, status: count % 2 === 0 ? "asking" : "ended" });
      if (seen.at(-1) !== result.current.others) seen.push(result.current.others);
    }
    expect(seen).toHaveLength(10);
    await says("CHO", asking);
    expect(result.current.others).toHaveLength(1);
    await wait(3000);
    await says("BEN", asking);
    expect(result.current.others).toHaveLength(2);
  });

  it("are not shown for a malformed message, another label or an unknown peer", async () => {
    const { result, says } = open();
    await says("BEN", { recording: "x", status: "asking" });
    await says("BEN", asking, "#chat");
    await says("EVE", asking);
    expect(result.current.others).toEqual([]);
  });
});
