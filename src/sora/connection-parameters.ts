import Sora, { type ConnectionOptions, type JSONType as SdkJson } from "sora-js-sdk";
import type { PreKeyBundle } from "../protocol/bundle.ts";
import { type ParticipantStatement, statementField } from "../protocol/identity-statement.ts";
import { keyPackageField } from "../protocol/mls.ts";
import type { Role } from "../protocol/types.ts";
import type { ParticipantClaim } from "../status.ts";
import type { OfferPolicyOptions } from "./offer/policy.ts";
import type { JSONType, SoraConnectionOptions } from "./options.ts";
import { claimField, writeClaim } from "./participant-claim.ts";
import type { RelayOptions } from "./relay/options.ts";
import type { KeyRelay } from "./relay/relay.ts";
import type { SdkConnection } from "./sdk-seams.ts";

export interface SoraConnectionParameters {
  readonly signalingUrls: string | readonly string[];
  readonly channelId: string;
  readonly role: Role;
  readonly metadata?: JSONType | undefined;
  readonly signalingNotifyMetadata: Readonly<Record<string, JSONType>>;
  /** Null when we announce a key package. */
  readonly bundle: PreKeyBundle | null;
  /** Our MLS key package in base64. Null when we announce a bundle. */
  readonly keyPackage?: string | null;
  /** Base64 of the key that signs our sealed messages. Null: the bundle's identity key signs them. */
  readonly messageKey: string | null;
  /** The statement of our participant key for this connection; null: none. */
  readonly statement?: ParticipantStatement | null;
  /** Our claim to peers: see `ParticipantClaim`. */
  readonly participant: ParticipantClaim;
  /** The display name that peers receive; null: none. */
  readonly name?: string | null;
  readonly relay: RelayOptions;
  readonly options: SoraConnectionOptions;
  /** The policy for the server's offers. */
  readonly offers: OfferPolicyOptions;
}

/** Adds the metadata of this library to the app's metadata. */
export function ownMetadata(parameters: SoraConnectionParameters): Readonly<Record<string, unknown>> {
  const { participant, name = null, role, messageKey, bundle, keyPackage = null } = parameters;
  return {
    [claimField]: writeClaim({ participant, name, role, messageKey }),
    ...(parameters.statement && { [statementField]: { ...parameters.statement } }),
    ...(bundle && { pre_key_bundle: { ...bundle } }),
    ...(keyPackage !== null && { [keyPackageField]: keyPackage }),
  };
}

/** The SDK's connection, not connected yet. */
export function sdkConnection(
  parameters: SoraConnectionParameters,
  relay: KeyRelay,
  own: Readonly<Record<string, unknown>>,
): SdkConnection {
  const { signalingUrls, role, channelId, metadata = null, options } = parameters;
  const sora = Sora.connection(typeof signalingUrls === "string" ? signalingUrls : [...signalingUrls]);
  const connectionOptions = {
    connectionTimeout: 20_000,
    ...relay.connectionOptions(options),
    signalingNotifyMetadata: { ...parameters.signalingNotifyMetadata, ...own },
  };
  // Has the names of the SDK's options, but is written out and read-only: see `SoraConnectionOptions`.
  return sora[role](channelId, metadata as SdkJson, connectionOptions as unknown as ConnectionOptions);
}
