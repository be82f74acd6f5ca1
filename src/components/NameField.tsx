import { type RefObject, useId } from "react";
import { useI18n } from "./I18nProvider.tsx";

interface NameFieldProps {
  readonly name: string;
  readonly maxLength: number;
  readonly required: boolean;
  /** What is wrong with it; null: nothing. */
  readonly problem: string | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: (name: string) => void;
}

/** The field for one's name, with what is wrong with it. */
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
        maxLength={maxLength}
        required={required}
        value={name}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {problem !== null && (
        <p id={`${id}-problem`} className="sora-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
