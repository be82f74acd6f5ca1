import { type Language, languages } from "./language.ts";
import { isTheme, type Theme, themes } from "./theme.ts";

interface AppearanceProps {
  readonly language: Language;
  readonly theme: Theme;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: (theme: Theme) => void;
}

/** Language and theme, in the header. */
export function Appearance({ language, theme, onLanguage, onTheme }: AppearanceProps) {
  const { texts } = languages[language];
  const other = language === "en" ? "ja" : "en";
  return (
    <>
      <select
        className="sora-input"
        aria-label={texts.theme}
        value={theme}
        onChange={({ currentTarget: { value } }) => isTheme(value) && onTheme(value)}
      >
        {themes.map((value) => (
          <option key={value} value={value}>
            {texts[value]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="sora-button"
        data-quiet=""
        lang={other}
        onClick={() => onLanguage(other)}
      >
        {texts.language}
      </button>
    </>
  );
}
