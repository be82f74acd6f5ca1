import type { SignalingOfferMessage } from "sora-js-sdk";
import { SoraE2EEError } from "../../errors.ts";
import { Deadline, systemClock } from "../../protocol/clock.ts";
import { closeText } from "../failures.ts";
import type { SoraConnectionOptions } from "../options.ts";
import { Broadcast } from "./broadcast.ts";
import { offeredChannels } from "./offered-channels.ts";
import type { MessagingSettings } from "./options.ts";
import type { KeyRelay, RelayClose, RelayEvents } from "./relay.ts";
import { askForSender, senderHeader } from "./sender-header.ts";

/**
 * Sora notifies when all channels are open. Maximum wait for a server without this notice, in milliseconds.
 */
const switchPatience = 1000;
/** When a connection ends, its channels close one after the other within this time, in milliseconds. */
const endingTime = 300;

export interface MessagingRelaySettings extends MessagingSettings {
  /** Key messages are MLS envelopes. */
  readonly takesEnvelopes: boolean;
}

/**
 * Key messages over a messaging DataChannel, which every current Sora supports. Only the relay uses the
 * channel. The SDK never sees it, so it is in none of the app's events, and the app cannot send on it.
 */
export class MessagingRelay implements KeyRelay {
  readonly webSocket = null;
  readonly #settings: MessagingRelaySettings;
  readonly #events: RelayEvents;
  #broadcast: Broadcast | null = null;
  #channel: RTCDataChannel | null = null;
  /** Closes only together with the connection. */
  #signaling: RTCDataChannel | null = null;
  #switched = false;
  #closed = false;
  readonly #switching = new Deadline(systemClock, () => this.switched());
  readonly #closing = new Deadline(systemClock, () => this.#lostAlone());
  /** Before the offer, there is nothing to send. */
  #early: Uint8Array[] = [];

  constructor(settings: MessagingRelaySettings, events: RelayEvents) {
    this.#settings = settings;
    this.#events = events;
  }

  get label(): string {
    return this.#settings.label;
  }

  connectionOptions(given: SoraConnectionOptions): SoraConnectionOptions {
    const { label, senderHeader: asksForSender } = this.#settings;
    return {
      ...given,
      dataChannelSignaling: true,
      dataChannels: [
        ...(given.dataChannels ?? []),
        {
          label,
          direction: "sendrecv",
          ordered: true,
          compress: false,
          ...(asksForSender ? { header: [...askForSender] } : {}),
        },
      ],
    };
  }

  offered(offer: SignalingOfferMessage): void {
    const { label } = this.#settings;
    if (!offer.data_channel_signaling) {
      throw new SoraE2EEError(
        "messaging-disabled",
        'This Sora has DataChannel signaling turned off, but messaging needs it. Set data_channel_signaling = true in sora.conf, or, on a Sora up to 2024.1, use relay: "signaling".',
      );
    }
    const channel = offeredChannels(offer).find((offered) => offered.label === label);
    if (!channel) {
      throw new SoraE2EEError(
        "messaging-disabled",
        `This Sora offers no DataChannel "${label}" for key messages. Set data_channel_messaging = true in sora.conf, or, on a Sora up to 2024.1, use relay: "signaling".`,
      );
    }
    if (channel.direction !== "sendrecv" || channel.compress) {
      throw new SoraE2EEError(
        "messaging-label-refused",
        `This Sora offers the DataChannel "${label}" as ${String(channel.direction)}${channel.compress ? " and compressed" : ""}. Key messages need sendrecv without compression. Do not change this DataChannel in the authentication webhook.`,
      );
    }
    this.#broadcast = new Broadcast({
      connectionId: offer.connection_id,
      header: senderHeader(channel.header),
      takesEnvelopes: this.#settings.takesEnvelopes,
      clock: systemClock,
      transmit: (message) => this.#transmit(message),
      onKeyMessage: (message) => this.#events.onKeyMessage(message),
      onDropped: (connectionId, code) => this.#events.onDropped(connectionId, code),
    });
    this.#broadcast.send(this.#early.splice(0));
  }

  watch(pc: RTCPeerConnection): void {
    const forSdk = pc.ondatachannel;
    pc.ondatachannel = (event) => {
      if (event.channel.label === this.#settings.label) {
        this.#adopt(event.channel);
        return;
      }
      if (event.channel.label === "signaling") this.#signaling = event.channel;
      forSdk?.call(pc, event);
    };
  }

  switched(): void {
    this.#switched = true;
    this.#openIfReady();
  }

  send(messages: readonly Uint8Array[]): void {
    if (this.#broadcast) this.#broadcast.send(messages);
    else this.#early.push(...messages);
  }

  forget(connectionId: string): void {
    this.#broadcast?.forget(connectionId);
  }

  /** The server's free text about the refused DataChannel. */
  explain(close: RelayClose, cause?: unknown): SoraE2EEError | null {
    const { reason = "" } = close;
    const text = closeText(close);
    if (/label|header|direction/i.test(reason)) {
      return new SoraE2EEError(
        "messaging-label-refused",
        `Sora refused the DataChannel "${this.label}" for key messages${text}. Choose another label in the relay option, or, for a Sora before 2024.2, set its senderHeader to false.`,
        { cause },
      );
    }
    if (/messaging|data.?channel/i.test(reason)) {
      return new SoraE2EEError(
        "messaging-disabled",
        `Sora refused messaging${text}. Set data_channel_messaging = true and data_channel_signaling = true in sora.conf, or, on a Sora up to 2024.1, use relay: "signaling".`,
        { cause },
      );
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    this.#switching.clear();
    this.#closing.clear();
    this.#broadcast?.close();
  }

  #transmit(message: Uint8Array<ArrayBuffer>): void {
    if (this.#channel?.readyState !== "open") return;
    try {
      this.#channel.send(message);
    } catch (cause) {
      // The message is larger than the server allows, or the browser's queue is full. Later messages would not be decrypted.
      this.#events.onLost(
        new SoraE2EEError(
          "connection-lost",
          `The browser could not send a key message of ${message.length} bytes on the DataChannel "${this.#settings.label}".`,
          { cause },
        ),
      );
    }
  }

  #adopt(channel: RTCDataChannel): void {
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#broadcast?.receive(new Uint8Array(data));
    });
    channel.addEventListener("open", () => this.#channelOpened());
    channel.addEventListener("close", () => this.#channelClosed());
    if (channel.readyState === "open") this.#channelOpened();
  }

  #channelOpened(): void {
    if (this.#switched) this.#openIfReady();
    else if (!this.#closed) this.#switching.set(systemClock.now() + switchPatience);
  }

  /** Sora accepts messages after it has switched. */
  #openIfReady(): void {
    if (!this.#switched || this.#closed || this.#channel?.readyState !== "open") return;
    this.#broadcast?.opened();
  }

  #channelClosed(): void {
    if (!this.#closed) this.#closing.set(systemClock.now() + endingTime);
  }

  /** The channel closed, but the connection did not. */
  #lostAlone(): void {
    if (this.#signaling?.readyState !== "open") return;
    this.#events.onLost(
      new SoraE2EEError(
        "connection-lost",
        `Sora closed the DataChannel "${this.#settings.label}", which carries the key messages.`,
      ),
    );
  }
}
