import { useEffect, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { digitsInQr } from "./qr-text.ts";

/** Milliseconds between two searches for a code. */
const lookEveryMs = 200;

/** The Shape Detection API of browsers that can read codes. TypeScript does not know it yet. */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

interface SafetyNumberScannerProps {
  readonly name: string;
  /** The text that the other person's code must contain. */
  readonly digits: string;
  /** Called when a safety number code was read, with true when it is this one. */
  readonly onScanned: (matches: boolean) => void;
}

/** Reads the other person's QR code with the camera. Renders nothing in browsers that cannot read codes. */
export function SafetyNumberScanner(props: SafetyNumberScannerProps) {
  const { name } = props;
  const { t } = useI18n();
  const [scanning, setScanning] = useState(false);
  const [failed, setFailed] = useState(false);
  const detectorClass = findDetector();
  if (detectorClass === null) return null;
  if (scanning) {
    const stop = (hasFailed: boolean) => {
      setScanning(false);
      setFailed(hasFailed);
    };
    return <Camera {...props} detectorClass={detectorClass} onStop={stop} />;
  }
  return (
    <div>
      <button type="button" className="sora-button" data-quiet="" onClick={() => setScanning(true)}>
        {t("safety.scan", { name })}
      </button>
      <p role="status">{failed && t("safety.scan.failed")}</p>
    </div>
  );
}

interface CameraProps extends SafetyNumberScannerProps {
  readonly detectorClass: DetectorClass;
  readonly onStop: (hasFailed: boolean) => void;
}

function Camera({ name, digits, detectorClass, onScanned, onStop }: CameraProps) {
  const { t } = useI18n();
  const video = useRef<HTMLVideoElement>(null);
  const [isOther, setOther] = useState(false);
  // The newest callback, so that a new render does not open the camera again.
  const answers = useRef({ onScanned, onStop });
  useEffect(() => {
    answers.current = { onScanned, onStop };
  });

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const detector = new detectorClass({ formats: ["qr_code"] });
    const look = async (): Promise<void> => {
      const element = video.current;
      const codes = element ? await detector.detect(element).catch(() => []) : [];
      if (over) return;
      const [read] = codes.flatMap(({ rawValue }) => digitsInQr(rawValue) ?? []);
      if (read !== undefined) {
        answers.current.onStop(false);
        answers.current.onScanned(read === digits);
        return;
      }
      setOther(codes.length > 0);
      timer = setTimeout(() => void look(), lookEveryMs);
    };
    const open = async (): Promise<void> => {
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      stream = opened;
      if (over) return release();
      if (video.current) video.current.srcObject = opened;
      await look();
    };
    const release = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    open().catch(() => {
      if (!over) answers.current.onStop(true);
    });
    return () => {
      over = true;
      clearTimeout(timer);
      release();
    };
  }, [detectorClass, digits]);

  return (
    <div className="sora-safety-scanner">
      <video ref={video} autoPlay playsInline muted aria-label={t("safety.scan.hint", { name })} />
      <p role="status">{isOther ? t("safety.scan.other") : t("safety.scan.hint", { name })}</p>
      <button type="button" className="sora-button" data-quiet="" onClick={() => onStop(false)}>
        {t("safety.scan.stop")}
      </button>
    </div>
  );
}

function findDetector(): DetectorClass | null {
  const { BarcodeDetector: found } = globalThis as { readonly BarcodeDetector?: DetectorClass };
  return found !== undefined && typeof navigator !== "undefined" && navigator.mediaDevices ? found : null;
}
