import { SoraE2EEError } from "../errors.ts";
import { decodeBase64 } from "../protocol/base64.ts";
import { cleanName } from "../protocol/display-name.ts";
import {
  type ParticipantPublicKey,
  type PeerVouch,
  type Vouched,
  type VouchRefusal,
  vouchRefusals,
} from "../protocol/identity.ts";
import { longestVouch } from "../protocol/identity-statement.ts";
import { withTimeLimit } from "../protocol/time-limit.ts";
import { isWellFormed } from "../protocol/well-formed.ts";
import type { Peer } from "../store/types.ts";
import { isRecord } from "./readable.ts";

/** Asks the app's login server for a token that says to whom this key belongs. */
export type Vouch = (publicKey: ParticipantPublicKey) => Promise<string>;

/**
 * Checks a peer's token. Null, or a rejection, refuses it. A rejection with a `SoraE2EEError` whose code begins with `vouch-`
 * says why.
 */
export type VerifyVouch = (
  token: string,
  publicKey: ParticipantPublicKey,
  peer: Peer,
) => Promise<Vouched | null>;

/** A login server that does not answer must not hold up a call. */
const answerLimitMs = 10_000;
const longestText = 256;

/** @param publicKey Base64 of the 65-byte point, as in a statement. */
export function publicKeyJwk(publicKey: string): ParticipantPublicKey {
  const point = decodeBase64(publicKey, 65) ?? new Uint8Array(65);
  return { kty: "EC", crv: "P-256", x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
}

/**
 * Requests a token for our own key.
 * @throws {SoraE2EEError} `vouch-failed`
 */
export async function requestVouch(vouch: Vouch, publicKey: string): Promise<string> {
  let token: unknown;
  try {
    token = await limited(async () => vouch(publicKeyJwk(publicKey)));
  } catch (cause) {
    throw failed(
      "The login server did not vouch for this device, because the function identity.vouch failed. The cause has its error.",
      cause,
    );
  }
  if (typeof token === "string" && token !== "" && token.length <= longestVouch && isWellFormed(token)) {
    return token;
  }
  throw failed(`identity.vouch must return a token of 1 to ${longestVouch} characters.`);
}

/** Checks a peer's token. Never rejects. */
export async function checkVouch(
  verify: VerifyVouch,
  token: string,
  publicKey: string,
  peer: Peer,
): Promise<PeerVouch> {
  try {
    const vouched: unknown = await limited(async () => verify(token, publicKeyJwk(publicKey), peer));
    if (!isRecord(vouched) || !isId(vouched.userId)) return refusal("vouch-invalid");
    const { userId, name, by } = vouched;
    return { status: "vouched", userId, name: textOrNull(name), by: textOrNull(by) };
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
    return refusal(vouchRefusals.find((known) => known === code) ?? "vouch-unchecked");
  }
}

function refusal(code: VouchRefusal): PeerVouch {
  return { status: "refused", code };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= longestText;
}

/** Cleaned as a peer's own name is: it is shown in the same places. */
function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? cleanName(value) : null;
}

/** The app's function may also throw. */
async function limited<Result>(work: () => Promise<Result>): Promise<Result> {
  const answer = (async () => work())();
  return withTimeLimit(answer, answerLimitMs, () =>
    failed("The login server did not answer within 10 seconds."),
  );
}

function failed(sentence: string, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("vouch-failed", sentence, { cause });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
