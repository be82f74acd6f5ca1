import { createKeyPackage, type GroupContent, MlsGroup, type OwnKeyPackage } from "./group.ts";
import type { LoadedSuite } from "./suite.ts";

/** Time for which a repeated welcome can lead into the same group again, in milliseconds. */
const usedTime = 10_000;
const packageLimit = 4;

interface HeldPackage {
  readonly keys: OwnKeyPackage;
  /** The time at which a welcome to it led into a group. */
  usedAt: number | null;
  /** The groups of its welcomes, by message. */
  readonly opened: WeakMap<Uint8Array, GroupContent>;
}

/** Our key packages, with the private keys that open welcomes to them. */
export class OwnPackages {
  readonly #suite: LoadedSuite;
  /** The announced one, and then the newest last. */
  #held: HeldPackage[] = [];

  constructor(suite: LoadedSuite) {
    this.#suite = suite;
  }

  async fresh(connectionId: string | null): Promise<OwnKeyPackage> {
    const { algorithms, identityKey } = this.#suite;
    const keys = await createKeyPackage(algorithms, identityKey, connectionId);
    this.#held.push({ keys, usedAt: null, opened: new WeakMap() });
    if (this.#held.length > packageLimit) this.#held.splice(1, 1);
    return keys;
  }

  /**
   * Enters the group of a welcome. Null for one that is not for our key packages, that is malformed, or whose key package
   * was used too long ago.
   * @param message the message that contains it. A message that waits is opened again when it passes `judge`
   */
  async open(
    welcome: Uint8Array,
    now: number,
    message: Uint8Array,
    judge: (content: GroupContent) => boolean,
  ): Promise<MlsGroup | "judged" | null> {
    this.#held = this.#held.filter(({ usedAt }) => usedAt === null || now - usedAt < usedTime);
    for (const held of this.#held.toReversed()) {
      const seen = held.opened.get(message);
      if (seen !== undefined && !judge(seen)) return "judged";
      const group = await MlsGroup.join(this.#suite.algorithms, welcome, held.keys, (content) => {
        held.opened.set(message, content);
        return judge(content);
      });
      if (group === null) continue;
      if (group !== "judged") held.usedAt ??= now;
      return group;
    }
    return null;
  }

  clear(): void {
    this.#held = [];
  }
}
