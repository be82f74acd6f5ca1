import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { ParticipantStatement } from "../../protocol/identity-statement.ts";
import type { MlsSuite } from "../../protocol/mls.ts";
import type { MediaKind, NegotiatedCodecs, Purpose, WorkerFacts } from "../../status.ts";
import type { PreKeyBundle } from "../agreement/types.ts";
import type { OpenedMessage } from "../messages/received-message.ts";

/** The engine that agrees on the keys. Sora's wasm is loaded inside the worker. */
export type EngineOptions =
  | { readonly kind: "built-in" }
  | { readonly kind: "mls"; readonly suite: MlsSuite }
  | {
      readonly kind: "wasm";
      readonly wasmUrl: string;
      readonly wasmExecUrl: string;
      /** Subresource Integrity syntax, for the wasm file. */
      readonly integrity?: string;
      /**
       * The same wasm, already checked and compiled by another call of the page. The call makes its own
       * instance.
       */
      readonly module?: WebAssembly.Module;
    };

/** The purpose of a transform. It is sent as the options of `RTCRtpScriptTransform`, or with `attach`. */
export type TransformOptions =
  | { readonly direction: "send"; readonly transformId: number; readonly kind: MediaKind }
  | {
      readonly direction: "receive";
      readonly transformId: number;
      readonly kind: MediaKind;
      /** The connection id of the receiver's stream. Only frames of this sender may be shown there. */
      readonly connectionId: string;
    };

export interface AnnouncedPeer {
  readonly connectionId: string;
  readonly bundle: PreKeyBundle | null;
  /** Its MLS key package in base64, unchecked. Left out: it announced none. */
  readonly keyPackage?: string;
  /** Base64 of the key that signs its sealed messages, for an engine that keeps its identity key to itself. */
  readonly messageKey?: string | null;
  /** The announced statement of its participant key, unchecked. */
  readonly statement?: unknown;
}

/** The source of a connection's participant key (docs/identities.md). */
export interface ParticipantSetup {
  readonly kind: "session" | "device";
  /** The name of one of several identities of this browser. */
  readonly profile: string;
  readonly purpose: Purpose;
  /** The other end is in the worker of the call's previous connection, which passes its key on. */
  readonly previous: MessagePort | null;
  /** A `session` key waits in it: that of an earlier run of the same call, whose worker has ended. */
  readonly parked?: MessagePort | null;
  /** The worker parks copies of a `session` key in the other ends, for later runs of the call. */
  readonly parking?: readonly MessagePort[];
  /** The other end is in the worker of another call of the page, which signs for this one. */
  readonly signer: MessagePort | null;
}

/** Our own statement, or the reason why there is none. */
export interface OwnStatement {
  readonly statement: ParticipantStatement | null;
  /** The lifetime of the key. Null without a statement. */
  readonly kind: "session" | "device" | null;
  /** SHA-256 of the participant key's 65-byte point. */
  readonly fingerprint: string | null;
  /** True when the key was made now, and not found. */
  readonly isNew: boolean;
  readonly problem: WorkerFailure | null;
}

/** Requests are answered in order; each has one response. */
export type WorkerRequest =
  /** Loads the engine and makes the keys. */
  | {
      readonly kind: "init";
      readonly engine: EngineOptions;
      /** True when the relay delivers each message to all peers. Default false. */
      readonly broadcasts?: boolean;
      /** False for a connection that only receives: it makes no fresh key for leaves until it seals. Default true. */
      readonly sends?: boolean;
      /** The channel that statements are for. */
      readonly channelId: string;
      /** Absent when this connection has no participant key. */
      readonly participant?: ParticipantSetup;
    }
  /** Sets our own connection id. Frames can be sealed from here on. */
  | {
      readonly kind: "start";
      readonly connectionId: string;
      /** A peer with an MLS key package was in the channel before us. Default false. */
      readonly joins?: boolean;
    }
  /** The peer was in the channel before us. Without bundle and key package, it announced no keys. */
  | ({ readonly kind: "peer-present" } & AnnouncedPeer)
  | ({ readonly kind: "peer-joined" } & AnnouncedPeer)
  | { readonly kind: "peer-left"; readonly connectionId: string }
  /** A key message from the relay: opaque bytes for the page. */
  | { readonly kind: "key-message"; readonly message: Uint8Array }
  /** An app's message. Null: for all peers. The answer contains the bytes to send. */
  | {
      readonly kind: "seal-message";
      readonly label: string;
      readonly data: Uint8Array<ArrayBuffer>;
      readonly to: string | null;
    }
  /** The page found clear frames that were sent. The worker stops these transforms permanently. */
  | { readonly kind: "block"; readonly transformIds: readonly number[] }
  /** Requests all facts now, without throttling. Without peers it lists our own facts only. */
  | { readonly kind: "facts"; readonly peers?: boolean };

export interface WorkerResponses {
  init: {
    /** Null: keys are agreed on by MLS. */
    readonly preKeyBundle: PreKeyBundle | null;
    /** Our MLS key package in base64. Null: keys are agreed on in pairs. */
    readonly keyPackage: string | null;
    readonly fingerprint: string;
    /** Announced beside the bundle. Null: the bundle's identity key signs sealed messages. */
    readonly messageKey: string | null;
    /** Null when no key was requested. */
    readonly participant: OwnStatement | null;
  };
  start: undefined;
  "peer-present": undefined;
  "peer-joined": undefined;
  "peer-left": undefined;
  "key-message": undefined;
  "seal-message": Uint8Array;
  block: undefined;
  facts: WorkerFacts;
  close: undefined;
}

export type ToWorker =
  | { readonly type: "request"; readonly id: number; readonly request: WorkerRequest }
  /** `createEncodedStreams` browsers hand the streams over (both transferred). */
  | {
      readonly type: "attach";
      readonly options: TransformOptions;
      readonly readable: ReadableStream;
      readonly writable: WritableStream;
    }
  /** The message arrived under a label of sealed messages. */
  | {
      readonly type: "sealed-message";
      readonly label: string;
      readonly message: Uint8Array<ArrayBuffer>;
      /** The sender that the server names; null if it names none. */
      readonly sender?: string | null;
    }
  /** The codec of each payload type, sent before the first frame. Replaces the previous table. */
  | { readonly type: "codecs"; readonly codecs: NegotiatedCodecs }
  /** The browser used a receiver again for another stream. */
  | { readonly type: "rebind"; readonly transformId: number; readonly connectionId: string }
  | { readonly type: "detach"; readonly transformId: number }
  /** The connection is over. All its keys are wiped; only the participant key is kept, for the next connection. */
  | { readonly type: "retire" }
  /** The other end is in another worker of the page: it gets our participant key, or has statements signed. */
  | { readonly type: "participant-port"; readonly gives: "key" | "signatures"; readonly port: MessagePort };

/** A failure as it crosses the thread border: rebuilt as a `SoraE2EEError` on the page. */
export interface WorkerFailure {
  readonly code: SoraE2EEErrorCode;
  readonly message: string;
}

export type FromWorker =
  /** The worker's first message. It listens from now on. */
  | { readonly type: "ready" }
  | { readonly type: "response"; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: "response"; readonly id: number; readonly ok: false; readonly error: WorkerFailure }
  /** Key messages for the relay, in order. */
  | { readonly type: "send"; readonly messages: readonly Uint8Array[] }
  /** Changes of status at once, counters at most twice a second. Lists only peers that changed. */
  | { readonly type: "facts"; readonly facts: WorkerFacts }
  /** An app's message that was decrypted. */
  | { readonly type: "message"; readonly message: OpenedMessage }
  /** One key message or peer was refused. The call continues. */
  | { readonly type: "refused"; readonly connectionId: string | null; readonly error: WorkerFailure }
  | { readonly type: "progress"; readonly loaded: number; readonly total: number | null }
  /** Sora's wasm, checked and compiled, for other calls of the page. */
  | { readonly type: "compiled"; readonly module: WebAssembly.Module }
  /** Our `session` key is parked. Returns `parking`, because the other ends lose the key when these are closed. */
  | { readonly type: "parked"; readonly ports: readonly MessagePort[] }
  /** The call cannot continue. No frame is sealed or decrypted any more. */
  | { readonly type: "failed"; readonly error: WorkerFailure };

export type PostToPage = (message: FromWorker, transfer?: Transferable[]) => void;
