import { useServerTexts } from "./texts.ts";

const kinds = ["clear", "header", "sealed"] as const;

/** Explains the marks of `FrameHead` once for all peers. */
export function BytesLegend() {
  const texts = useServerTexts();
  return (
    <section className="server-legend">
      <h3>{texts.legend}</h3>
      <dl>
        {kinds.map((kind) => {
          const [name, meaning] = texts.parts[kind];
          return (
            <div key={kind}>
              <dt className="server-bytes">
                <span data-part={kind}>{name}</span>
              </dt>
              <dd>{meaning}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
