import { expect, it, vi } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import { bundle, Harness, id, keyMessage } from "./harness.ts";

const codes = ({ posted }: Harness) =>
  posted.flatMap((message) =>
    message.type === "refused" || message.type === "failed" ? [`${message.type} ${message.error.code}`] : [],
  );

it("a peer without keys changes no key of ours when it comes or goes", async () => {
  const harness = await new Harness().started();
  const calls = (["addPreKeyBundle", "startSession", "stopSession"] as const).map((name) =>
    vi.spyOn(harness.agreement, name),
  );
  await harness.request({ kind: "peer-present", connectionId: id("ann"), bundle: null });
  await harness.request({ kind: "peer-joined", connectionId: id("ben"), bundle: null, keyPackage: "AAAA" });
  const peers = async () => (await harness.facts()).peers.map(({ encryption }) => encryption);
  expect(await peers()).toEqual([
    { status: "unprotected" },
    { status: "failing", reason: "other-agreement" },
  ]);
  for (const name of ["ann", "ben", "stranger"]) {
    await harness.request({ kind: "peer-left", connectionId: id(name) });
  }
  expect(calls.map(({ mock }) => mock.calls)).toEqual([[], [], []]);
  expect(codes(harness)).toEqual([]);
  expect(await peers()).toEqual([]);
});

it.each(["peer-present", "peer-joined"] as const)(
  "a peer whose keys were refused can leave, and the call goes on (%s)",
  async (kind) => {
    const harness = await new Harness().started();
    harness.agreement.failure = new SoraE2EEError("invalid-bundle", "Bad.");
    await harness.request({ kind, connectionId: id("ann"), bundle });
    harness.agreement.failure = null;
    expect(await harness.request({ kind: "peer-left", connectionId: id("ann") })).toMatchObject({ ok: true });
    expect(codes(harness)).toEqual(["refused invalid-bundle"]);
  },
);

it.each([
  { kind: "peer-present", connectionId: id("ben"), bundle },
  { kind: "peer-joined", connectionId: id("ben"), bundle },
  { kind: "key-message", message: keyMessage(id("ann"), 1, 1) },
] as const)("a crash of the engine ends the call ($kind)", async (request) => {
  const harness = await new Harness().started();
  await harness.joined("ann", 1);
  harness.agreement.failure = new SoraE2EEError("wasm-crashed", "Gone.");
  expect(await harness.request(request)).toMatchObject({ ok: false, error: { code: "wasm-crashed" } });
  expect(codes(harness)).toEqual(["failed wasm-crashed"]);
});

it("a peer with an id of the wrong length is reported when it leaves", async () => {
  const harness = await new Harness().started();
  expect(await harness.request({ kind: "peer-left", connectionId: "x" })).toMatchObject({ ok: true });
  expect(codes(harness)).toEqual(["refused invalid-connection-id"]);
});

it("a peer of whose messages too many were lost gets ours again, and a stranger does not", async () => {
  const harness = await new Harness().started();
  await harness.joined("ann", 1);
  await harness.clock.advance(60_000);
  const before = harness.agreement.announced.length;
  const lost = new SoraE2EEError("too-many-skipped", "Lost.");
  const receive = vi.spyOn(harness.agreement, "receiveMessage").mockRejectedValue(lost);
  await harness.request({ kind: "key-message", message: keyMessage(id("stranger"), 1, 1) });
  await harness.clock.advance(60_000);
  expect(harness.agreement.announced).toHaveLength(before);
  await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 1, 1) });
  receive.mockRestore();
  await harness.clock.advance(60_000);
  expect(harness.agreement.announced.length).toBeGreaterThan(before);
});
