import { frameParts } from "./frame-parts.ts";
import { useServerTexts } from "./texts.ts";

interface FrameHeadProps {
  readonly head: Uint8Array | null;
  readonly connectionId: string;
}

/** The first bytes of a frame, with the meaning of each. */
export function FrameHead({ head, connectionId }: FrameHeadProps) {
  const texts = useServerTexts();
  if (!head) return null;
  const parts = frameParts(head, connectionId);
  const kindAt = (i: number) =>
    parts === null ? "open" : i < parts.header ? "clear" : i < parts.sealed ? "header" : "sealed";
  const meaning = parts
    ? texts.headAlt(parts.header, parts.sealed - parts.header, head.length - parts.sealed)
    : texts.headOpenAlt(head.length);
  return (
    <div className="server-head">
      <h4>{texts.head}</h4>
      {parts === null && <p className="server-open">{texts.headOpen}</p>}
      <p className="server-bytes" role="img" aria-label={meaning} dir="ltr">
        {[...head].map((byte, i) => (
          <span key={i} data-part={kindAt(i)}>
            {byte.toString(16).padStart(2, "0")}
          </span>
        ))}
      </p>
    </div>
  );
}
