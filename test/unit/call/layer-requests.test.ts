import { beforeEach, describe, expect, it } from "vitest";
import { LayerRequests, layerFor } from "../../../src/call/layer-requests.ts";
import type { LayerId } from "../../../src/protocol/server.ts";
import { FakeClock } from "../worker/fakes.ts";

describe("the layer for a tile", () => {
  it.each([
    [0, "none"],
    [1, "r0"],
    [225, "r0"],
    [226, "r1"],
    [450, "r1"],
    [451, "r2"],
    [4000, "r2"],
  ] as const)("of %i device pixels is %s", (height, layer) => {
    expect(layerFor(height, 720, null)).toBe(layer);
  });

  it("follows the height of the camera", () => {
    expect(layerFor(300, 1080, null)).toBe("r0");
    expect(layerFor(300, 360, null)).toBe("r2");
  });

  it("keeps a larger layer while the tile is only a little too small for it", () => {
    expect(layerFor(449, 720, "r2")).toBe("r2");
    expect(layerFor(405, 720, "r2")).toBe("r1");
    expect(layerFor(449, 720, "r0")).toBe("r1");
    expect(layerFor(0, 720, "r2")).toBe("none");
  });
});

describe("requests for layers", () => {
  let clock: FakeClock;
  let asked: [string, LayerId][];
  let answer: () => Promise<unknown>;
  let requests: LayerRequests;

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    answer = () => Promise.resolve();
    requests = new LayerRequests({
      clock,
      request: (id, layer) => {
        asked.push([id, layer]);
        return answer();
      },
    });
  });

  it("are sent once after a larger layer was wanted for a quarter of a second", async () => {
    requests.want("A", "r1");
    await clock.advance(249);
    expect(asked).toEqual([]);
    await clock.advance(1);
    requests.want("A", "r1");
    await clock.advance(60_000);
    expect(asked).toEqual([["A", "r1"]]);
  });

  it("wait three seconds before a smaller layer, and are not sent when the tile grows again", async () => {
    requests.want("A", "r2");
    await clock.advance(250);
    requests.want("A", "none");
    await clock.advance(2_900);
    requests.want("A", "r2");
    await clock.advance(10_000);
    expect(asked).toEqual([["A", "r2"]]);
    requests.want("A", "r0");
    await clock.advance(3_000);
    expect(asked).toEqual([
      ["A", "r2"],
      ["A", "r0"],
    ]);
  });

  it("of one peer wait for each other, and do not wait for other peers", async () => {
    const answers: (() => void)[] = [];
    answer = () => new Promise<void>((resolve) => answers.push(resolve));
    requests.want("A", "r0");
    requests.want("B", "r0");
    await clock.advance(250);
    requests.want("A", "r2");
    await clock.advance(1_000);
    expect(asked).toEqual([
      ["A", "r0"],
      ["B", "r0"],
    ]);
    answers[0]!();
    await clock.advance(0);
    await clock.advance(0);
    expect(asked.at(-1)).toEqual(["A", "r2"]);
  });

  it("pause for a peer after the server refused one of its requests", async () => {
    answer = () => Promise.reject(new Error("refused"));
    requests.want("A", "r1");
    await clock.advance(250);
    expect(requests.requested("A")).toBeNull();
    await clock.advance(29_000);
    expect(asked).toHaveLength(1);
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
  });

  it("start again after a new connection, and end when the peer leaves or the owner closes", async () => {
    requests.want("A", "r1");
    requests.want("B", "r1");
    requests.forget("B");
    await clock.advance(250);
    expect(asked).toEqual([["A", "r1"]]);
    requests.reset();
    requests.want("A", "r1");
    await clock.advance(250);
    expect(asked).toHaveLength(2);
    requests.want("A", "r2");
    requests.end();
    requests.want("A", "r0");
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});
