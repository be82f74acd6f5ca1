import { beforeEach, describe, expect, it } from "vitest";
import { KeyFrameRequests } from "../../../src/e2ee/media/key-frame-requests.ts";
import { FakeClock, settle } from "../worker/fakes.ts";

describe("requests for a key frame", () => {
  let clock: FakeClock;
  let sent: number;
  let refuses: boolean;
  let requests: KeyFrameRequests;

  beforeEach(() => {
    clock = new FakeClock();
    sent = 0;
    refuses = false;
    requests = new KeyFrameRequests(clock, async () => {
      sent++;
      if (refuses) throw new Error("no packet has come");
    });
  });

  it("are sent at most every 400 ms", async () => {
    requests.ask();
    await clock.advance(399);
    requests.ask();
    expect(sent).toBe(1);
    await clock.advance(1);
    requests.ask();
    expect(sent).toBe(2);
    requests.ask();
    expect(sent).toBe(2);
  });

  it("are sent again at once when the browser refused the last one", async () => {
    refuses = true;
    requests.ask();
    await settle();
    refuses = false;
    requests.ask();
    await settle();
    requests.ask();
    expect(sent).toBe(2);
  });

  it("are repeated once, half a second after the first key frame, when no second key frame arrives", async () => {
    requests.requestSecondKeyFrame(false);
    await clock.advance(1_000);
    requests.requestSecondKeyFrame(false);
    expect(sent).toBe(0);
    requests.requestSecondKeyFrame(true);
    await clock.advance(499);
    requests.requestSecondKeyFrame(false);
    expect(sent).toBe(0);
    await clock.advance(1);
    requests.requestSecondKeyFrame(false);
    expect(sent).toBe(1);
    await clock.advance(1_000);
    requests.requestSecondKeyFrame(false);
    expect(sent).toBe(1);
  });

  it("are not repeated when a second key frame has arrived", async () => {
    requests.requestSecondKeyFrame(true);
    await clock.advance(100);
    requests.requestSecondKeyFrame(true);
    await clock.advance(1_000);
    requests.requestSecondKeyFrame(false);
    expect(sent).toBe(0);
  });
});
