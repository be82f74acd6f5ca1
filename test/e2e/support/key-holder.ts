import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { KeyAgreement, PreKeyBundle, RemoteMaterial } from "../../../src/e2ee/agreement/types.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { MessageSealer } from "../../../src/e2ee/messages/message-sealer.ts";
import type { Message } from "../../unit/dev-server/support/raw-client.ts";
import { RtcClient } from "../../unit/dev-server/support/rtc-client.ts";
import { eventually } from "./wait.ts";

/** A peer with keys of its own and with all peers' keys, whose program misbehaves. */
export class KeyHolder {
  readonly #client: RtcClient;
  readonly #agreement: KeyAgreement;
  readonly #label: string;
  readonly #materials = new Map<string, RemoteMaterial>();
  #read = { binaries: 0, channel: 0 };

  private constructor(client: RtcClient, agreement: KeyAgreement, label: string) {
    this.#client = client;
    this.#agreement = agreement;
    this.#label = label;
  }

  static async join(signalingUrl: string, channel: string, label: string): Promise<KeyHolder> {
    const agreement = createKeyAgreement();
    const { preKeyBundle } = await agreement.init();
    const client = await RtcClient.join(
      signalingUrl,
      {
        channel_id: channel,
        role: "recvonly",
        e2ee: true,
        data_channel_signaling: true,
        data_channels: [{ label, direction: "sendrecv" }],
        signaling_notify_metadata: { name: "Eve", pre_key_bundle: preKeyBundle },
      },
      false,
    );
    await agreement.start(client.connectionId);
    const holder = new KeyHolder(client, agreement, label);
    await holder.#learnPeers();
    return holder;
  }

  get connectionId(): string {
    return this.#client.connectionId;
  }

  /** The metadata of all connections that its client received. */
  metadataOf(connectionId: string): unknown {
    return this.#client.signaling.messages
      .concat(this.#notifications())
      .flatMap(({ data = [] }) => data as readonly Message[])
      .find((entry) => entry.connection_id === connectionId)?.authn_metadata;
  }

  /** Waits until it holds the key of this peer. */
  async hold(connectionId: string): Promise<void> {
    await eventually(`the key of ${connectionId} is held`, async () => {
      await this.#takeKeyMessages();
      if (!this.#materials.has(connectionId)) throw new Error("not held yet");
    });
  }

  /** Sends words in the name of a peer: sealed with the key of that peer, signed with its own identity key. */
  async sayAs(connectionId: string, words: string, counter = 0): Promise<void> {
    await this.#takeKeyMessages();
    const material = this.#materials.get(connectionId);
    if (material === undefined) throw new Error(`The key of ${connectionId} is not held.`);
    const sealer = new MessageSealer(counter);
    sealer.start(connectionId, this.#agreement);
    sealer.setKey(await importFrameKey(material.secretKeyMaterial, material.keyId, "encrypt"));
    this.send(await sealer.seal(this.#label, new TextEncoder().encode(words), null));
  }

  send(message: Uint8Array): void {
    this.#client.channels.get(this.#label)?.send(Buffer.from(message));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #learnPeers(): Promise<void> {
    let created: Message | undefined;
    await eventually("its own arrival was announced", async () => {
      created = [...this.#client.signaling.messages, ...this.#notifications()].find(
        (message) =>
          message.event_type === "connection.created" && message.connection_id === this.#client.connectionId,
      );
      if (created === undefined) throw new Error("not announced yet");
    });
    for (const peer of (created?.data ?? []) as readonly Message[]) {
      const { pre_key_bundle: bundle } = peer.authn_metadata as { readonly pre_key_bundle: PreKeyBundle };
      await this.#agreement.addPreKeyBundle(peer.connection_id as string, bundle);
    }
  }

  #notifications(): Message[] {
    return this.#client.channels.has("notify") ? this.#client.json("notify") : [];
  }

  async #takeKeyMessages(): Promise<void> {
    const { signaling, received, channels } = this.#client;
    const overChannel = received.get("e2ee") ?? [];
    const messages = [
      ...signaling.binaries.slice(this.#read.binaries),
      ...overChannel.slice(this.#read.channel),
    ];
    this.#read = { binaries: signaling.binaries.length, channel: overChannel.length };
    for (const message of messages) {
      // A handshake that it has seen already may come again.
      const result = await this.#agreement.receiveMessage(new Uint8Array(message)).catch(() => null);
      for (const [id, material] of Object.entries(result?.remoteSecretKeyMaterials ?? {})) {
        this.#materials.set(id, material);
      }
      for (const reply of result?.messages ?? []) {
        const channel = channels.get("e2ee");
        if (channel) channel.send(Buffer.from(reply));
        else signaling.send(Buffer.from(reply));
      }
    }
  }
}
