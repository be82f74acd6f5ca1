import { type CryptoKey, calculateJwkThumbprint, type JWK, type KeyObject, SignJWT } from "jose";
import { SoraE2EEError } from "../errors.ts";
import { isParticipantPublicKey } from "./public-key.ts";

export interface IssueVouchOptions {
  /** The login server's private key. Peers have the public one from its JWKS. */
  readonly privateKey: CryptoKey | KeyObject | JWK;
  /** The algorithm of `privateKey`, as `alg` of RFC 7518, such as `ES256` or `EdDSA`. */
  readonly algorithm: string;
  /** The id of `privateKey` in the JWKS, so that the key can be replaced. */
  readonly keyId?: string;
  /** The `issuer` that peers expect. */
  readonly issuer: string;
  /** The `audience` that peers expect. */
  readonly audience: string;
  /** The stable id of the user who signed in. It never comes from the request's body. */
  readonly userId: string;
  /** The user's name, as other people may see it. */
  readonly name?: string;
  /** The value that the browser sent. It is not checked yet. */
  readonly publicKey: unknown;
  /** Lifetime in seconds. Default 300, because the token is needed only for joining. */
  readonly lifetime?: number;
}

/**
 * Issues a JWT on a login server that says to whom a participant key belongs (`cnf.jkt`, RFC 7800 and RFC
 * 7638). @throws {SoraE2EEError} `invalid-options` when `publicKey` is not a participant key: answer with
 * status 400
 */
export async function issueVouch(options: IssueVouchOptions): Promise<string> {
  const { privateKey, algorithm, keyId, issuer, audience, userId, name, publicKey, lifetime = 300 } = options;
  if (!isParticipantPublicKey(publicKey)) {
    throw new SoraE2EEError(
      "invalid-options",
      "publicKey must be the JSON Web Key that identity.vouch got: an EC key on P-256 with x and y.",
    );
  }
  const jkt = await calculateJwkThumbprint(publicKey, "sha256");
  return new SignJWT({ cnf: { jkt }, ...(name !== undefined && { name }) })
    .setProtectedHeader({ alg: algorithm, ...(keyId !== undefined && { kid: keyId }) })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetime)
    .sign(privateKey);
}
