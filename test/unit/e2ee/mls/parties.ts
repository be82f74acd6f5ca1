import type { CiphersuiteImpl } from "ts-mls";
import { selectCurves } from "../../../../src/e2ee/agreement/crypto/select.ts";
import {
  createKeyPackage,
  type MadeCommit,
  MlsGroup,
  type OwnKeyPackage,
  type PeerKeyPackage,
  readKeyPackage,
} from "../../../../src/e2ee/agreement/mls/group.ts";
import { type LoadedSuite, loadSuite } from "../../../../src/e2ee/agreement/mls/suite.ts";
import { xWingSuite } from "../../../../src/e2ee/agreement/mls/suite-x-wing.ts";
import { x25519Suite } from "../../../../src/e2ee/agreement/mls/suite-x25519.ts";
import type { MlsSuite } from "../../../../src/protocol/mls.ts";

export interface Party {
  readonly suite: LoadedSuite;
  readonly own: OwnKeyPackage;
  /** The key package as others read it. */
  readonly card: PeerKeyPackage;
}

export const suites = { x25519: x25519Suite, "x-wing": xWingSuite } as const;

export const groupId = new Uint8Array(16).fill(7);

export async function party(name: MlsSuite = "x25519", connectionId: string | null = null): Promise<Party> {
  const { ed25519 } = await selectCurves();
  const suite = await loadSuite(
    suites[name],
    await ed25519.signer(crypto.getRandomValues(new Uint8Array(32))),
    ed25519,
  );
  const own = await createKeyPackage(suite.algorithms, suite.identityKey, connectionId);
  const card = await readKeyPackage(suite.algorithms, own.bytes);
  if (card === null) throw new Error("the key package cannot be read");
  return { suite, own, card };
}

/** The group after these changes. */
export async function committed(
  group: MlsGroup,
  ...changes: Parameters<MlsGroup["commit"]>
): Promise<MadeCommit> {
  const made = await group.commit(...changes);
  if (made === null) throw new Error("a key package cannot be used");
  return made;
}

/** The group of a welcome, without a judgement about its members. Null when it is refused. */
export async function entered(
  suite: CiphersuiteImpl,
  welcome: Uint8Array,
  own: OwnKeyPackage,
): Promise<MlsGroup | null> {
  const group = await MlsGroup.join(suite, welcome, own, () => true);
  return group === "judged" ? null : group;
}

/** A group of these, each with its own view, made by the first. */
export async function groupOf(parties: readonly Party[]): Promise<MlsGroup[]> {
  const [first, ...others] = parties;
  if (first === undefined) throw new Error("nobody is in the group");
  const alone = await MlsGroup.create(first.suite.algorithms, groupId, first.own);
  if (others.length === 0) return [alone];
  const { next, welcome } = await committed(
    alone,
    others.map(({ card }) => card),
    [],
  );
  const joined = await Promise.all(
    others.map(({ suite, own }) => entered(suite.algorithms, welcome ?? new Uint8Array(), own)),
  );
  return [next, ...joined.filter((group) => group !== null)];
}
