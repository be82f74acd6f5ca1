import css from "../../src/styles/base.css?raw";

interface Variable {
  readonly name: string;
  /** The values for light and dark. One value if both are the same. */
  readonly values: readonly string[];
}

/** The variables are read from the library's own style sheet, so that the list is always complete. */
export function ThemeVariables() {
  return (
    <table className="sb-unstyled status-table">
      <tbody>
        {variablesIn(css).map(({ name, values }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            {values.map((text) => (
              <td key={text} colSpan={values.length === 1 ? 2 : 1}>
                {/^(#|rgb)/u.test(text) && (
                  <span className="swatch" style={{ background: text }} aria-hidden="true" />
                )}
                <code>{text}</code>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function variablesIn(sheet: string): readonly Variable[] {
  const root = /^:root[^{]*\{([^}]*)\}/mu.exec(sheet)?.[1] ?? "";
  return [...root.matchAll(/(--sora-[\w-]+):\s*([^;]+);/gu)].map(([, name = "", text = ""]) => {
    const [, light, dark] = /^light-dark\(([^,]+), ([^,]+)\)$/u.exec(text) ?? [];
    return { name, values: light && dark ? [light, dark] : [text.replace(/\s+/gu, " ")] };
  });
}
