import encodeQR from "qr";
import { useMemo } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { qrText } from "./qr-text.ts";

interface SafetyNumberQrProps {
  readonly name: string;
  readonly digits: string;
}

/** A safety number as a QR code. It is dark on light in every theme, because QR readers expect that. */
export function SafetyNumberQr({ name, digits }: SafetyNumberQrProps) {
  const { t } = useI18n();
  const { size, path } = useMemo(() => drawn(digits), [digits]);
  return (
    <figure className="sora-safety-qr">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={t("safety.qr.label", { name })}
        shapeRendering="crispEdges"
      >
        <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
        <path fill="#000" d={path} />
      </svg>
      <figcaption>{t("safety.qr.hint", { name })}</figcaption>
    </figure>
  );
}

/** One square for each dark module. */
function drawn(digits: string): { readonly size: number; readonly path: string } {
  const rows = encodeQR(qrText(digits), "raw", { ecc: "medium", border: 4 });
  const squares = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return { size: rows.length, path: squares.join("") };
}
