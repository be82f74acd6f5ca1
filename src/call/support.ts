import { browserAdvice, SoraE2EEError } from "../errors.ts";
import { isSilent, type Role } from "../protocol/types.ts";
import type { SoraConnectionOptions } from "../sora/options.ts";

/** Features that a browser or page lacks for end-to-end encrypted calls. */
export type SupportProblem =
  | "insecure-context"
  | "no-webrtc"
  | "no-worker"
  | "no-webcrypto"
  | "no-encoded-transform";

export type Support =
  | { readonly supported: true }
  | { readonly supported: false; readonly problems: readonly SupportProblem[] };

/**
 * Tells if this browser and page can protect a call. It only reads globals and opens nothing. Outside of a
 * browser the answer is no.
 */
export function isSupported(): Support {
  const problems: SupportProblem[] = [];
  if (globalThis.isSecureContext === false) problems.push("insecure-context");
  if (typeof RTCPeerConnection === "undefined") problems.push("no-webrtc");
  if (typeof Worker === "undefined") problems.push("no-worker");
  if (typeof crypto === "undefined" || !crypto.subtle) problems.push("no-webcrypto");
  if (encodedTransformApi() === null) problems.push("no-encoded-transform");
  return problems.length === 0 ? { supported: true } : { supported: false, problems };
}

/** @throws {SoraE2EEError} `browser-unsupported` when this browser or page cannot protect a call. */
export function requireSupport(): void {
  const support = isSupported();
  if (support.supported) return;
  throw new SoraE2EEError(
    "browser-unsupported",
    `This browser or page cannot protect a call: ${support.problems.join(", ")}. ${browserAdvice}, over https.`,
  );
}

/** RTP header extensions that identify simulcast layers. The SDK refuses simulcast without them. */
const simulcastExtensions = ["mid", "rtp-stream-id", "repaired-rtp-stream-id"];

/**
 * Checks that this browser can send what the options ask for, before anything is opened.
 * @throws {SoraE2EEError} `browser-unsupported`, which names the option.
 */
export function requireSending(
  { simulcast, video, videoCodecType }: SoraConnectionOptions,
  role: Role,
): void {
  if (isSilent(role) || video === false) return;
  const { RTCRtpSender: sender } = globalThis;
  const can = typeof sender?.getCapabilities === "function" ? sender.getCapabilities("video") : null;
  const extensions = new Set(can?.headerExtensions.map(({ uri }) => uri));
  if (
    simulcast === true &&
    !simulcastExtensions.every((name) => extensions.has(`urn:ietf:params:rtp-hdrext:sdes:${name}`))
  ) {
    throw new SoraE2EEError(
      "browser-unsupported",
      "This browser cannot send simulcast. Use a current Chrome or Edge, or turn connectionOptions.simulcast off.",
    );
  }
  const mimeType = `video/${videoCodecType}`.toLowerCase();
  if (can && videoCodecType && !can.codecs.some((codec) => codec.mimeType.toLowerCase() === mimeType)) {
    throw new SoraE2EEError(
      "browser-unsupported",
      `This browser cannot send ${videoCodecType}. Choose another connectionOptions.videoCodecType.`,
    );
  }
}

/**
 * Script transforms are the standard (Chrome 141, Firefox 117, Safari 15.4); Chrome and Edge before that have
 * `createEncodedStreams`.
 */
export function encodedTransformApi(): "script-transform" | "encoded-streams" | null {
  if (typeof RTCRtpSender === "undefined") return null;
  if (typeof RTCRtpScriptTransform !== "undefined" && "transform" in RTCRtpSender.prototype) {
    return "script-transform";
  }
  return "createEncodedStreams" in RTCRtpSender.prototype ? "encoded-streams" : null;
}
