import { createKeyPackage, MlsGroup, type OwnKeyPackage } from "./group.ts";
import type { LoadedSuite } from "./suite.ts";

/** Time for which a repeated welcome can lead into the same group again, in milliseconds. */
const usedTime = 10_000;
const packageLimit = 4;

interface HeldPackage {
  readonly keys: OwnKeyPackage;
  /** The time at which a welcome to it led into a group. */
  usedAt: number | null;
  /** The groups of its welcomes, by message. To open one costs a signature check for each leaf. */
  readonly opened: WeakMap<Uint8Array, MlsGroup>;
}

export interface OpenedWelcome {
  readonly group: MlsGroup;
  /** We enter the group. */
  readonly use: () => void;
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
   * Null for a welcome that is not for our key packages, or for one that was used too long ago.
   * @param message the message that contains it. A message that waits is opened once, however often it is tried
   */
  async open(welcome: Uint8Array, now: number, message: Uint8Array): Promise<OpenedWelcome | null> {
    this.#held = this.#held.filter(({ usedAt }) => usedAt === null || now - usedAt < usedTime);
    for (const held of this.#held.toReversed()) {
      const group =
        held.opened.get(message) ?? (await MlsGroup.join(this.#suite.algorithms, welcome, held.keys));
      if (group === null) continue;
      held.opened.set(message, group);
      return {
        group,
        use: () => {
          held.usedAt ??= now;
        },
      };
    }
    return null;
  }

  clear(): void {
    this.#held = [];
  }
}
