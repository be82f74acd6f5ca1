import type { KeyAgreement, PreKeyBundle, RemoteMaterials } from "../../../src/e2ee/agreement/types.ts";
import type { EncodedFrame } from "../../../src/e2ee/media/codecs/codec.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { Clock } from "../../../src/protocol/clock.ts";

export const id = (name: string): string => name.toUpperCase().padEnd(26, "-");
export const material = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
export const bundle: PreKeyBundle = {
  identityKey: btoa("i".repeat(32)),
  signedPreKey: btoa("p".repeat(32)),
  preKeySignature: btoa("s".repeat(64)),
};

/** As `bundle`, with the identity key of one connection. */
export const bundleOf = (connectionId: string): PreKeyBundle => ({
  ...bundle,
  identityKey: btoa(connectionId.padEnd(32, "i")),
});

/** WebCrypto's operations that have not ended. Threads run them, so a busy machine can take long for one. */
const operations = new Set<Promise<unknown>>();

for (const [name, { value: method }] of Object.entries(
  Object.getOwnPropertyDescriptors(SubtleCrypto.prototype),
)) {
  if (name === "constructor" || typeof method !== "function") continue;
  Object.defineProperty(SubtleCrypto.prototype, name, {
    configurable: true,
    writable: true,
    value: function (this: SubtleCrypto, ...args: unknown[]) {
      const operation = method.apply(this, args);
      if (!(operation instanceof Promise)) return operation;
      operations.add(operation);
      const end = () => operations.delete(operation);
      operation.then(end, end);
      return operation;
    },
  });
}

/** Lets everything run that waits only for promises, WebCrypto and message ports, at any speed of the machine. */
export async function settle(): Promise<void> {
  for (let quietTurns = 0; quietTurns < 8; quietTurns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (operations.size === 0) continue;
    await Promise.allSettled(operations);
    quietTurns = 0;
  }
}

/** A clock that only the test advances. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #next = 1;
  readonly #timers = new Map<number, { at: number; callback: () => void }>();

  get pending(): number {
    return this.#timers.size;
  }

  now = (): number => this.#now;

  setTimer = (callback: () => void, delayMs: number): number => {
    this.#timers.set(this.#next, { at: this.#now + delayMs, callback });
    return this.#next++;
  };

  clearTimer = (handle: number | ReturnType<typeof setTimeout>): void => {
    this.#timers.delete(handle as number);
  };

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].callback();
      await settle();
    }
    this.#now = end;
  }
}

export class FakeFrame implements EncodedFrame {
  data: ArrayBuffer;
  readonly type?: string;
  readonly mimeType: string | undefined;

  constructor(
    data: Uint8Array,
    type?: string,
    mimeType: string | undefined = type ? "video/VP8" : "audio/opus",
  ) {
    this.data = new Uint8Array(data).buffer;
    if (type !== undefined) this.type = type;
    this.mimeType = mimeType;
  }

  getMetadata(): { mimeType?: string } {
    return this.mimeType === undefined ? {} : { mimeType: this.mimeType };
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.data);
  }
}

/** A transform's streams, seen from the browser's side. */
export class FakeStreams {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly out: FakeFrame[] = [];
  #controller!: ReadableStreamDefaultController<EncodedFrame>;

  constructor() {
    this.readable = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.writable = new WritableStream({
      write: (frame) => {
        this.out.push(frame as FakeFrame);
      },
    });
  }

  push(...frames: FakeFrame[]): void {
    for (const frame of frames) this.#controller.enqueue(frame);
  }

  end(): void {
    this.#controller.close();
  }
}

/** Returns prepared values, because the core is tested and not the agreement. */
export class FakeAgreement implements KeyAgreement {
  keyId = 0;
  readonly known = new Set<string>();
  readonly announced: number[] = [];
  remote: RemoteMaterials = {};
  failure: Error | null = null;
  readonly clock: Clock | null;

  constructor(clock: Clock | null = null) {
    this.clock = clock;
  }

  #check(): void {
    if (this.failure) throw this.failure;
  }

  async init() {
    this.#check();
    return { preKeyBundle: bundle };
  }

  async start(_connectionId: string) {
    this.#check();
    return { selfKeyId: this.keyId, selfSecretKeyMaterial: material(this.keyId) };
  }

  async addPreKeyBundle(connectionId: string): Promise<void> {
    this.#check();
    this.known.add(connectionId);
  }

  async startSession(connectionId: string) {
    this.#check();
    this.known.add(connectionId);
    this.keyId++;
    const remoteSecretKeyMaterials = this.remote;
    this.remote = {};
    return {
      selfConnectionId: id("self"),
      selfKeyId: this.keyId,
      selfSecretKeyMaterial: material(this.keyId),
      remoteSecretKeyMaterials,
      messages: [new Uint8Array([1])],
    };
  }

  async stopSession(connectionId: string) {
    this.#check();
    if (!this.known.delete(connectionId)) throw new SoraE2EEError("unknown-peer", "unknown");
    this.keyId++;
    return {
      selfConnectionId: id("self"),
      selfKeyId: this.keyId,
      selfSecretKeyMaterial: material(this.keyId),
      messages: [new Uint8Array([2])],
    };
  }

  /** Byte 30 of a fake message is the key id that it brings, byte 31 fills the material. */
  async receiveMessage(message: Uint8Array) {
    this.#check();
    const source = String.fromCharCode(...message.subarray(4, 30));
    if (!this.known.has(source)) throw new SoraE2EEError("unknown-peer", "unknown");
    if (message[30] === 255) throw new SoraE2EEError("authentication-failed", "forged");
    return {
      remoteSecretKeyMaterials: {
        [source]: { keyId: message[30] as number, secretKeyMaterial: material(message[31] as number) },
      },
      messages: [],
    };
  }

  async announce(_connectionIds?: readonly string[]) {
    this.announced.push(this.keyId);
    return { messages: [new Uint8Array([3])] };
  }

  async signMessage(): Promise<Uint8Array> {
    return new Uint8Array(64);
  }

  selfFingerprint(): string {
    return "self-fingerprint";
  }

  remoteFingerprints(): Record<string, string> {
    return Object.fromEntries(
      [...this.known].map((connectionId) => [connectionId, `fingerprint of ${connectionId}`]),
    );
  }
}

export function keyMessage(from: string, keyId: number, byte: number): Uint8Array {
  const message = new Uint8Array(32);
  message.set(new TextEncoder().encode(from), 4);
  message[30] = keyId;
  message[31] = byte;
  return message;
}
