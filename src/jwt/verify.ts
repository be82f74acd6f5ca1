import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { SoraE2EEError } from "../errors.ts";
import type { ParticipantPublicKey, Vouched, VouchRefusal } from "../protocol/identity.ts";

export interface JwtVerifierOptions {
  /** The public keys of the login server: the URL of its JWKS, or the JWKS itself. */
  readonly jwks: string | URL | JSONWebKeySet;
  /** Must be `iss` of the token. */
  readonly issuer: string;
  /** Must be `aud` of the token, or one of them. */
  readonly audience: string;
  /** The login server's name for people: "vouched for by …". Default: `issuer`. */
  readonly by?: string;
  /** The accepted algorithms of RFC 7518. Default: those with a public and a private key. */
  readonly algorithms?: readonly string[];
  /** Allowed difference between clocks, in seconds. Default 30. */
  readonly clockTolerance?: number;
}

/**
 * `HS256` and similar algorithms are excluded, because every peer with the shared secret could sign for any
 * user.
 */
const publicKeyAlgorithms = [
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
] as const;

const sentences: Readonly<Record<VouchRefusal, string>> = {
  "vouch-invalid": "This token is not signed by the login server, or lacks a required claim.",
  "vouch-expired": "This token has expired, or is not valid yet.",
  "vouch-wrong-key": "This token is for another participant key.",
  "vouch-wrong-issuer": "This token is by another login server.",
  "vouch-wrong-audience": "This token is for another app.",
  "vouch-unchecked": "The public keys of the login server could not be loaded.",
};

/**
 * The option `identity.verifyVouch` for JWTs. Each token must be signed by the login server, be valid now, name issuer and
 * audience, and be bound to the peer's participant key (`cnf.jkt`, RFC 7800 and RFC 7638).
 * @returns A function that rejects with a `SoraE2EEError` whose code gives the reason: `vouch-expired`,
 * `vouch-wrong-key`, …
 * @throws {SoraE2EEError} `invalid-options`, which names the option.
 */
export function jwtVerifyVouch(
  options: JwtVerifierOptions,
): (token: string, publicKey: ParticipantPublicKey) => Promise<Vouched> {
  const { jwks, issuer, audience, by = issuer, clockTolerance = 30 } = options;
  const { algorithms = publicKeyAlgorithms } = options;
  // The JWT library skips the check of an empty value, and then accepts tokens for every app, or expired ones.
  if (!isText(issuer)) throw invalid("issuer must be a non-empty string");
  if (!isText(audience)) throw invalid("audience must be a non-empty string");
  if (!Number.isFinite(clockTolerance) || clockTolerance < 0) {
    throw invalid("clockTolerance must be a number of seconds from 0 on");
  }
  if (!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every(isText)) {
    throw invalid("algorithms must be a list of at least one name");
  }
  const keys = keysOf(jwks);
  return async (token, publicKey) => {
    const payload = await verified(token, keys, {
      issuer,
      audience,
      clockTolerance,
      algorithms: [...algorithms],
      requiredClaims: ["sub", "exp", "cnf"],
    });
    const { sub, name, cnf } = payload;
    if (!sub) throw refused("vouch-invalid");
    if (thumbprintOf(cnf) !== (await calculateJwkThumbprint(publicKey, "sha256"))) {
      throw refused("vouch-wrong-key");
    }
    return { userId: sub, name: typeof name === "string" ? name : null, by };
  };
}

function keysOf(jwks: JwtVerifierOptions["jwks"]): JWTVerifyGetKey {
  try {
    return typeof jwks === "string" || jwks instanceof URL
      ? createRemoteJWKSet(new URL(jwks, globalThis.location?.href))
      : createLocalJWKSet(jwks);
  } catch (cause) {
    throw invalid("jwks must be the URL of a JWKS, or a JWKS", cause);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    throw refused(refusalOf(error), error);
  }
}

function refusalOf(error: unknown): VouchRefusal {
  if (error instanceof errors.JWTExpired) return "vouch-expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "iss") return "vouch-wrong-issuer";
    if (error.claim === "aud") return "vouch-wrong-audience";
    if (error.claim === "nbf" && error.reason === "check_failed") return "vouch-expired";
    return "vouch-invalid";
  }
  // A key outside of the set is the server's own, and not the login server's.
  if (error instanceof errors.JWKSNoMatchingKey) return "vouch-invalid";
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return "vouch-unchecked";
  // The JWT library has no error class for a response of the JWKS URL without a key set.
  if (error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC") return "vouch-invalid";
  return "vouch-unchecked";
}

function thumbprintOf(cnf: unknown): unknown {
  return typeof cnf === "object" && cnf !== null && "jkt" in cnf ? cnf.jkt : null;
}

function invalid(detail: string, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `jwtVerifyVouch cannot be used: ${detail}.`, { cause });
}

function refused(code: VouchRefusal, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(code, sentences[code], { cause });
}
