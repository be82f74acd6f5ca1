import { vi } from "vitest";

/** What jsdom lacks of a browser that can protect a call and measure a microphone; none of it does anything. */
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
