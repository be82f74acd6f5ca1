import { ratchetMaterial } from "../agreement/material.ts";
import type { RemoteMaterials } from "../agreement/types.ts";
import { importFrameKey } from "../media/frame-crypto.ts";
import type { KeyContext } from "./engines.ts";
import type { Peer } from "./peer.ts";
import { stepsAhead } from "./steps-ahead.ts";

/** Puts the materials of other peers into their key rings, and the next ones that they may move on to. */
export class RemoteKeys {
  readonly #context: Pick<KeyContext, "peers" | "reporter">;
  /** Steps by which a peer's key may be ahead of the one that the engine holds; absent: none. */
  readonly #ahead = new Map<string, number>();

  constructor(context: Pick<KeyContext, "peers" | "reporter">) {
    this.#context = context;
  }

  /** Wipes the materials. */
  async add(materials: RemoteMaterials, word: "announced" | "guessed" | "late"): Promise<void> {
    const { peers, reporter } = this.#context;
    for (const [connectionId, { keyId, secretKeyMaterial }] of Object.entries(materials)) {
      const key = await importFrameKey(secretKeyMaterial, keyId, "decrypt");
      const peer = peers.find(connectionId);
      if (peer === undefined || peer.announced !== "keys") {
        secretKeyMaterial.fill(0);
        continue;
      }
      if (word === "announced") this.#ahead.set(connectionId, stepsAhead(peer.ring, key));
      if (word === "late") peer.ring.addPast(key);
      else peer.ring.add(key, word === "guessed");
      if (word !== "late") await this.#guessNext(peer, keyId, secretKeyMaterial);
      secretKeyMaterial.fill(0);
      // Only a first key is reported at once. A join moves the keys of all peers, and a peer can announce any number of them.
      if (word === "guessed" || peer.reported.status !== "exchanging") reporter.moved(peer);
      else reporter.changed(peer);
    }
  }

  forget(connectionId: string): void {
    this.#ahead.delete(connectionId);
  }

  /** Adds the keys that the peer may have moved on to before its announcement arrived. */
  async #guessNext(peer: Peer, keyId: number, secretKeyMaterial: Uint8Array): Promise<void> {
    let material = Uint8Array.from(secretKeyMaterial);
    const steps = this.#ahead.get(peer.connectionId) ?? 0;
    for (let step = 1; step <= steps; step++) {
      const next = await ratchetMaterial(material);
      material.fill(0);
      material = next;
      peer.ring.add(await importFrameKey(material, keyId + step, "decrypt"), true);
    }
    material.fill(0);
  }
}
