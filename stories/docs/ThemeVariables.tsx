import css from "../../src/styles/base.css?raw";

interface Variable {
  readonly name: string;
  readonly light: string;
  readonly dark: string | undefined;
}

/** The variables of the library's own sheet, so that the list cannot be another. */
export function ThemeVariables() {
  return (
    <table className="sb-unstyled status-table">
      <tbody>
        {variablesIn(css).map(({ name, light, dark }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>
              <Value text={light} />
            </td>
            <td>{dark !== undefined && <Value text={dark} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ text }: { readonly text: string }) {
  const isColor = /^(#|rgb|hsl)/u.test(text);
  return (
    <>
      {isColor && <span className="swatch" style={{ background: text }} aria-hidden="true" />}
      <code>{text}</code>
    </>
  );
}

function variablesIn(sheet: string): readonly Variable[] {
  const dark = new Map(declarationsIn(/^\[data-theme="dark"\] \{([^}]*)\}/mu.exec(sheet)?.[1] ?? ""));
  const light = [...sheet.matchAll(/^(?::root,\n\[data-theme="light"\]|:root) \{([^}]*)\}/gmu)];
  return light
    .flatMap(([, body = ""]) => declarationsIn(body))
    .map(([name, value]) => ({ name, light: value, dark: dark.get(name) }));
}

function declarationsIn(body: string): readonly (readonly [name: string, value: string])[] {
  return [...body.matchAll(/(--sora-[\w-]+):\s*([^;]+);/gu)].map(
    ([, name = "", value = ""]) => [name, value.replace(/\s+/gu, " ")] as const,
  );
}
