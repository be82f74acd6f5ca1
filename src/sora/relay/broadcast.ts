import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { Clock, TimerHandle } from "../../protocol/clock.ts";
import { keyMessageHeadLength } from "../../protocol/key-message.ts";
import {
  destinationOf,
  helloTakesPacks,
  isFor,
  isForAll,
  isHello,
  readId,
  sourceOf,
  writeHello,
  writeId,
} from "./message-head.ts";
import { isPack, isPackable, readPack, writePacks } from "./pack.ts";
import { RateLimit } from "./rate-limit.ts";
import type { SenderHeader } from "./sender-header.ts";

/** Sends queued messages to silent peers after this time in milliseconds: such a peer may not know the hello. */
const patience = 1000;
/** Time in which new listeners are answered with one hello, in milliseconds. */
const helloDelay = 100;
/** Maximum number of waiting messages for one peer. The first two open the session. */
const waitingLimit = 64;
/** Maximum number of remembered peers. Without the server's sender header anyone can make up ids. */
const peerLimit = 1024;

export interface BroadcastOptions {
  /** Our own connection id. */
  readonly connectionId: string;
  /** Null when the server does not name the sender of a message. */
  readonly header: SenderHeader | null;
  readonly clock: Clock;
  /**
   * True when key messages are MLS envelopes, some of which are for all peers. Default false: such envelopes
   * are from another agreement.
   */
  readonly takesEnvelopes?: boolean;
  /** Sends to all peers with an open channel except us. Called only while ours is open. */
  transmit(message: Uint8Array<ArrayBuffer>): void;
  onKeyMessage(message: Uint8Array): void;
  onDropped(connectionId: string, code: SoraE2EEErrorCode): void;
}

type Bytes = Uint8Array<ArrayBuffer>;

interface Peer {
  /** True when its channel is open. */
  listens: boolean;
  /** True when the peer has shown that it accepts packs. */
  takesPacks: boolean;
  /** Messages that this peer has probably not received, in order. */
  waiting: Bytes[];
  /** The messages in `waiting` were sent without a hello, and may be lost. */
  sentBlindly: boolean;
  timer: TimerHandle | null;
}

/**
 * Sends key messages over a broadcast channel. A peer receives all messages of all peers once its channel is
 * open, and none before. Channels open at different times, and the server does not report it. So each peer
 * sends a hello when its own channel opens. Peers with waiting messages for it then send them, and the other
 * peers answer with a hello. Messages wait until a hello arrives, and messages that were sent too early are
 * sent again.
 */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #self: Uint8Array;
  readonly #peers = new Map<string, Peer>();
  readonly #limit: RateLimit;
  /** Messages for all peers from before our channel was open. */
  #early: Bytes[] = [];
  #open = false;
  /** The messages that are sent at the end of this step. */
  #leaving: Bytes[] = [];
  #helloTimer: TimerHandle | null = null;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#self = writeId(options.connectionId);
    this.#limit = new RateLimit(() => options.clock.now());
  }

  /** True when our channel is open. */
  opened(): void {
    this.#open = true;
    this.#sayHello();
    for (const message of this.#early.splice(0)) this.#transmit(message);
    for (const peer of this.#peers.values()) this.#deliver(peer);
    this.#flush();
  }

  send(messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      // Copied into plain buffers, because the types allow shared memory.
      const copy = new Uint8Array(message);
      if (isForAll(copy)) {
        this.#sendToAll(copy);
        continue;
      }
      const destination = destinationOf(copy);
      const peer = this.#peers.get(destination) ?? this.#add(destination);
      keepWaiting(peer, copy);
      if (this.#open && peer.sentBlindly) this.#transmit(copy);
      else this.#deliver(peer);
    }
    this.#flush();
  }

  /**
   * It is sent at once. It also waits for each peer that does not listen yet and has waiting messages, because
   * it depends on those.
   */
  #sendToAll(message: Bytes): void {
    for (const peer of this.#peers.values()) {
      if (peer.waiting.length > 0 && !peer.listens) keepWaiting(peer, message);
    }
    if (this.#open) this.#transmit(message);
    else if (this.#early.push(message) > waitingLimit) this.#early.shift();
  }

  /** Handles any message on the channel. */
  receive(data: Uint8Array): void {
    this.#receive(data);
    this.#flush();
  }

  #receive(data: Uint8Array): void {
    const { header, onDropped, onKeyMessage, takesEnvelopes = false } = this.#options;
    const message = data.subarray(header?.length ?? 0);
    if (message.length < keyMessageHeadLength) return;
    const source = sourceOf(message);
    const sender = header ? readId(data, header.senderOffset) : source;
    if (sender === this.#options.connectionId) return;
    if (isPack(message)) {
      this.#receivePack(message, sender);
      return;
    }
    const forUs = isFor(message, this.#self) || (takesEnvelopes && isForAll(message));
    const hello = isHello(message);
    if (!forUs && !hello) {
      // A message for another peer. It shows that its sender is present, and is dropped.
      if (sender === source) this.#heard(source, false);
      return;
    }
    if (!this.#limit.take(sender)) {
      onDropped(sender, "message-flood");
    } else if (sender !== source) {
      onDropped(sender, "forged-sender");
    } else {
      this.#heard(source, hello, hello && helloTakesPacks(message));
      if (!hello) onKeyMessage(message);
    }
  }

  #receivePack(pack: Uint8Array, sender: string): void {
    const { onDropped, onKeyMessage } = this.#options;
    const source = sourceOf(pack);
    const messages = readPack(pack, this.#self);
    if (sender !== source) onDropped(sender, "forged-sender");
    else if (messages === null) onDropped(sender, "invalid-message");
    else {
      this.#heard(source, false, true);
      for (const message of messages) {
        if (this.#limit.take(sender)) onKeyMessage(message);
        else onDropped(sender, "message-flood");
      }
    }
  }

  /** A peer has left. */
  forget(connectionId: string): void {
    const peer = this.#peers.get(connectionId);
    if (peer) this.#stopWaiting(peer);
    this.#peers.delete(connectionId);
    this.#limit.forget(connectionId);
  }

  close(): void {
    this.#open = false;
    this.#cancelHello();
    for (const peer of this.#peers.values()) this.#stopWaiting(peer);
    this.#peers.clear();
  }

  #heard(connectionId: string, hello: boolean, takesPacks = false): void {
    const peer =
      this.#peers.get(connectionId) ?? (this.#peers.size < peerLimit ? this.#add(connectionId) : null);
    if (peer && takesPacks) peer.takesPacks = true;
    if (!peer || peer.listens) return;
    peer.listens = true;
    // A peer that sends another message than hello was present when our channel opened, so it has received all of our messages.
    if (peer.sentBlindly && !hello) peer.waiting = [];
    if (this.#open && hello && peer.waiting.length === 0) this.#answerHello();
    this.#deliver(peer);
  }

  /** Sends the waiting messages of this peer, or starts to wait. */
  #deliver(peer: Peer): void {
    if (!this.#open || peer.waiting.length === 0) return;
    if (peer.listens) {
      this.#stopWaiting(peer);
      for (const message of peer.waiting.splice(0)) this.#transmit(message);
      return;
    }
    peer.timer ??= this.#options.clock.setTimer(() => {
      peer.timer = null;
      peer.sentBlindly = true;
      for (const message of peer.waiting) this.#transmit(message);
      this.#flush();
    }, patience);
  }

  #stopWaiting(peer: Peer): void {
    if (peer.timer !== null) this.#options.clock.clearTimer(peer.timer);
    peer.timer = null;
  }

  #answerHello(): void {
    this.#helloTimer ??= this.#options.clock.setTimer(() => {
      this.#sayHello();
      this.#flush();
    }, helloDelay);
  }

  #cancelHello(): void {
    if (this.#helloTimer !== null) this.#options.clock.clearTimer(this.#helloTimer);
    this.#helloTimer = null;
  }

  #sayHello(): void {
    this.#transmit(writeHello(this.#self));
  }

  #transmit(message: Bytes): void {
    // All peers receive all messages, so this one has the effect of a hello.
    this.#cancelHello();
    this.#leaving.push(message);
  }

  /** Messages for peers that take packs travel together. Messages for one peer keep their order. */
  #flush(): void {
    const together: Bytes[] = [];
    for (const message of this.#leaving.splice(0)) {
      if (isPackable(message) && this.#peers.get(destinationOf(message))?.takesPacks) together.push(message);
      else this.#options.transmit(message);
    }
    for (const pack of writePacks(together)) this.#options.transmit(pack);
  }

  #add(connectionId: string): Peer {
    const peer: Peer = { listens: false, takesPacks: false, waiting: [], sentBlindly: false, timer: null };
    this.#peers.set(connectionId, peer);
    return peer;
  }
}

/** The first two messages open a session, so they are kept. */
function keepWaiting(peer: Peer, message: Bytes): void {
  peer.waiting.push(message);
  if (peer.waiting.length > waitingLimit) peer.waiting.splice(2, 1);
}
