import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import type { EpochEntered } from "../../../../src/e2ee/agreement/mls/group-life.ts";
import { ann, groupId, keyPackage, self, started, transcript, zoe } from "./session-parts.ts";

describe("the state of an MLS session", () => {
  const states = (sent: readonly Envelope[]) => sent.filter(({ kind }) => kind === "state");
  const [ben, cho] = ["BEN".padEnd(26, "-"), "CHO".padEnd(26, "-")];
  const requests = (sent: readonly Envelope[]) => sent.filter(({ kind }) => kind === "request").length;

  /** In epoch 3 of a group with Ann, Ben and Cho. */
  async function inGroupOfFour(size = 4) {
    const test = await started();
    await test.session.peerPresent(ben, keyPackage(2));
    await test.session.peerPresent(cho, keyPackage(3));
    test.inGroup(size);
    await test.life.options.entered({ size } as EpochEntered);
    // After each change, the session sets its timer anew.
    await test.session.peerLeft(zoe);
    return test;
  }
  const lossOf = { kind: "state", destination: self, payload: Uint8Array.of(0) } as const;

  it("is sent to all a second after a change and then every 3 s, while no frames open", async () => {
    const { pass, sent, opensFrames } = await inGroupOfFour();
    await pass(999);
    expect(states(sent)).toEqual([]);
    await pass(1);
    expect(states(sent)).toMatchObject([{ destination: null, groupId, epoch: 3, payload: transcript }]);
    await pass(2_999);
    expect(states(sent)).toHaveLength(1);
    await pass(1);
    expect(states(sent)).toHaveLength(2);
    opensFrames.mockReturnValue(true);
    await pass(30_000);
    expect(states(sent)).toHaveLength(2);
    opensFrames.mockReturnValue(false);
    await pass(3_000);
    expect(states(sent)).toHaveLength(3);
  });

  it("is sent less often in a large group, and not at all alone", async () => {
    const large = await inGroupOfFour(50);
    await large.pass(5_999);
    expect(states(large.sent)).toHaveLength(1);
    await large.pass(1);
    expect(states(large.sent)).toHaveLength(2);
    const alone = await inGroupOfFour(1);
    await alone.pass(30_000);
    expect(states(alone.sent)).toEqual([]);
  });

  it("shows a loss when half of the others have stated another one for 2 s", async () => {
    const { pass, receive, sent } = await inGroupOfFour();
    const elsewhere = async () => {
      await receive({ kind: "state", source: ann, epoch: 4, payload: transcript });
      await receive({ kind: "state", source: ben, epoch: 4, payload: transcript });
      await pass(1);
    };
    await elsewhere();
    await pass(1_998);
    await receive({ kind: "state", source: cho, payload: transcript });
    expect(requests(sent)).toBe(0);
    await pass(1);
    await elsewhere();
    expect(requests(sent)).toBe(1);
  });

  it("of another fork of the same epoch shows a loss", async () => {
    const { pass, receive, sent } = await inGroupOfFour();
    for (let i = 0; i < 2; i++) {
      for (const source of [ann, ben]) await receive({ kind: "state", source, payload: new Uint8Array(8) });
      await pass(2_000);
    }
    expect(requests(sent)).toBe(1);
  });

  it("shows no loss when the others state ours in between, or when frames open", async () => {
    const { pass, receive, sent, opensFrames } = await inGroupOfFour();
    const state = async (epoch: number) => {
      for (const source of [ann, ben, cho])
        await receive({ kind: "state", source, epoch, payload: transcript });
      await pass(1_500);
    };
    for (const epoch of [4, 3, 4, 3]) await state(epoch);
    opensFrames.mockReturnValue(true);
    for (const epoch of [4, 4, 4]) await state(epoch);
    expect(requests(sent)).toBe(0);
  });

  it("from before our epoch shows nothing", async () => {
    const { pass, receive, life, sent } = await inGroupOfFour();
    const elsewhere = () => receive({ kind: "state", epoch: 4, payload: transcript });
    for (const source of [ann, ben, cho])
      await receive({ kind: "state", source, epoch: 4, payload: transcript });
    await pass(2_000);
    await life.options.entered({ size: 4 } as EpochEntered);
    await elsewhere();
    await pass(1);
    expect(requests(sent)).toBe(0);
  });

  it("of an earlier epoch of the group shows nothing, because its sender may be slow", async () => {
    const { pass, receive, sent } = await inGroupOfFour();
    for (let i = 0; i < 3; i++) {
      await receive({ kind: "state", source: ann, payload: transcript });
      for (const source of [ben, cho])
        await receive({ kind: "state", source, epoch: 2, payload: new Uint8Array(8) });
      await pass(2_000);
    }
    expect(requests(sent)).toBe(0);
    expect(states(sent).filter(({ destination }) => destination !== null)).toEqual([]);
  });

  it("of a peer in a later epoch is answered with a loss while others state ours", async () => {
    const { pass, receive, sent } = await inGroupOfFour();
    for (let i = 0; i < 2; i++) {
      for (const source of [ann, ben]) await receive({ kind: "state", source, payload: transcript });
      await receive({ kind: "state", source: cho, epoch: 4, payload: transcript });
      await pass(2_000);
    }
    expect(states(sent).filter(({ destination }) => destination === cho)).toMatchObject([
      { groupId, epoch: 3, payload: Uint8Array.of(0) },
    ]);
    expect(requests(sent)).toBe(0);
  });

  it("with a loss makes a session ask that opens no frames, and of strangers does nothing", async () => {
    const { pass, receive, sent, opensFrames } = await inGroupOfFour();
    await receive({ ...lossOf, source: zoe });
    opensFrames.mockReturnValue(true);
    await receive(lossOf);
    await pass(1);
    expect(requests(sent)).toBe(0);
    opensFrames.mockReturnValue(false);
    await receive(lossOf);
    await pass(1);
    expect(requests(sent)).toBe(1);
  });

  it("of frames that do not open is told to their sender while others open", async () => {
    const { session, inGroup, sent } = await inGroupOfFour();
    inGroup(10);
    await session.unopened(
      new Map([
        [ann, 2_000],
        [zoe, 2_000],
      ]),
      3,
    );
    expect(states(sent)).toMatchObject([{ destination: ann, payload: Uint8Array.of(0) }]);
  });
});
