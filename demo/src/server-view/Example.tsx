import { useRef, useState } from "react";
import { canvasSize } from "./drawing.ts";
import { useServerTexts } from "./texts.ts";
import { useExample } from "./useExample.ts";
import { ViewCard } from "./ViewCard.tsx";

/** On request, shows the same card for a picture that is not sealed, if the browser can encode one. */
export function Example() {
  const texts = useServerTexts();
  const [shown, setShown] = useState(false);
  if (!("VideoEncoder" in globalThis)) return null;
  return (
    <div className="server-example">
      <button
        type="button"
        className="sora-button"
        data-quiet=""
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? texts.exampleHide : texts.exampleShow}
      </button>
      {shown && <ExampleCard />}
    </div>
  );
}

function ExampleCard() {
  const texts = useServerTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const peer = useExample(canvas);
  return (
    <ViewCard
      peer={peer}
      name={texts.exampleName}
      heading={texts.exampleName}
      seenHeading={texts.exampleSeen}
      seen={<canvas ref={canvas} {...canvasSize} role="img" aria-label={texts.exampleSeen} />}
    >
      <p className="server-hint">{texts.exampleNote}</p>
    </ViewCard>
  );
}
