import { vi } from "vitest";

/**
 * The browser features that jsdom lacks for protecting a call and measuring a microphone. They do nothing.
 */
export function pretendToBeCurrentBrowser(): void {
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("RTCPeerConnection", class {});
  vi.stubGlobal("Worker", class {});
  vi.stubGlobal("RTCRtpScriptTransform", class {});
  vi.stubGlobal("RTCRtpSender", { prototype: { transform: null } });
  vi.stubGlobal(
    "AudioContext",
    class {
      createMediaStreamSource = () => ({ connect: () => undefined });
      resume = async () => undefined;
      close = async () => undefined;
    },
  );
  vi.stubGlobal(
    "AnalyserNode",
    class {
      fftSize = 2048;
      getFloatTimeDomainData = () => undefined;
    },
  );
}
