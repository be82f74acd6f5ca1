import { beforeEach, describe, expect, it, vi } from "vitest";
import { safetyNumber } from "../../../src/e2ee/identity/safety-number.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import { FakeClock, id } from "./fakes.ts";
import { Peer } from "./peer.ts";

describe("the safety number of a peer that the server replaces under the same connection id", () => {
  let clock: FakeClock;
  let ann: Peer;
  let ben: Peer;
  let mallory: Peer;

  beforeEach(async () => {
    clock = new FakeClock();
    [ann, ben, mallory] = (await Promise.all(
      ["ann", "ben", "mallory"].map((name) => Peer.start(name, clock)),
    )) as [Peer, Peer, Peer];
  });

  const digitsWith = async (peer: Peer): Promise<string> => {
    const [own, other] = [ann, peer].map(({ bundle }) => parseBundle(bundle).identityKey);
    if (own === undefined || other === undefined) throw new Error("Two identity keys are needed.");
    return (await safetyNumber(own, other)).digits;
  };

  /** Every safety number for Ben's connection id that Ann's page got, with its fingerprint. */
  const told = () =>
    ann.posted.flatMap((message) =>
      message.type === "facts"
        ? message.facts.peers.flatMap(({ connectionId, fingerprint, safetyNumber: number }) =>
            connectionId === ben.connectionId && number !== null ? [`${number.digits} ${fingerprint}`] : [],
          )
        : [],
    );

  it("is never that of the earlier identity key", async () => {
    await ann.hearsOf(ben, "peer-joined");
    await ann.hearsThatLeft(ben);
    await ann.hearsOf({ connectionId: ben.connectionId, bundle: mallory.bundle }, "peer-joined");
    const ofMallory = await digitsWith(mallory);
    await vi.waitFor(async () => {
      await clock.advance(20);
      expect(told().at(-1)).toContain(ofMallory);
    });
    for (const each of told()) expect(each).toContain(ofMallory);
  });

  it("is computed without waiting for peers that have left", async () => {
    for (let i = 0; i < 20; i++) {
      const gone = { connectionId: id(`gone ${i}`), bundle: mallory.bundle };
      await ann.hearsOf(gone, "peer-joined");
      await ann.request({ kind: "peer-left", connectionId: gone.connectionId });
    }
    await ann.hearsOf(ben, "peer-joined");
    const ofBen = await digitsWith(ben);
    await clock.advance(20);
    await clock.advance(20);
    await vi.waitFor(() => expect(told().at(-1)).toContain(ofBen));
  });
});
