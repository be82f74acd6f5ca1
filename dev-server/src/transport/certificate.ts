import {
  CipherContext,
  HashAlgorithm,
  NamedCurveAlgorithm,
  RTCCertificate,
  SignatureAlgorithm,
} from "werift";

export interface ServerCertificate {
  readonly certificate: RTCCertificate;
  /** SHA-256, upper-case hex pairs joined by colons, as in SDP. */
  readonly fingerprint: string;
}

export async function createServerCertificate(): Promise<ServerCertificate> {
  const made = await CipherContext.createSelfSignedCertificateWithKey(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  );
  const certificate = new RTCCertificate(made.keyPem, made.certPem, made.signatureHash);
  const [fingerprint] = certificate.getFingerprints();
  if (!fingerprint) throw new Error("the DTLS certificate has no fingerprint");
  return { certificate, fingerprint: fingerprint.value.toUpperCase() };
}
