import { type RefObject, useId } from "react";
import { graphemes } from "../../protocol/graphemes.ts";
import { useI18n } from "../common/I18nProvider.tsx";

interface NameFieldProps {
  readonly name: string;
  /** In characters as people see them: a letter with its accents is one, and so is an emoji. */
  readonly maxLength: number;
  readonly required: boolean;
  /** The problem with the name. Null: none. */
  readonly problem: string | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: (name: string) => void;
}

/** Code units of the longest emoji, with room for more. The browser counts those. */
const longestCharacter = 32;

/** Text in IME composition must not be changed. */
function isComposing(event: Event): boolean {
  return "isComposing" in event && event.isComposing === true;
}

/** The field for the name, with its problem. */
export function NameField({ name, maxLength, required, problem, inputRef, onChange }: NameFieldProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div className="sora-field">
      <label htmlFor={id}>{t("lobby.name")}</label>
      <input
        ref={inputRef}
        id={id}
        className="sora-input"
        name="name"
        autoComplete="name"
        maxLength={maxLength * longestCharacter}
        required={required}
        value={name}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={({ currentTarget: { value }, nativeEvent }) =>
          onChange(isComposing(nativeEvent) ? value : graphemes(value).slice(0, maxLength).join(""))
        }
      />
      {problem !== null && (
        <p id={`${id}-problem`} className="sora-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
