import { useId, useState } from "react";
import type { SafetyNumber } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { SafetyNumberQr } from "./SafetyNumberQr.tsx";
import { safetyEmoji } from "./safety-emoji.ts";

const forms = ["digits", "emoji", "words", "qr"] as const;
type Form = (typeof forms)[number];

interface SafetyNumberFormsProps {
  /** The other person's. */
  readonly name: string;
  readonly safetyNumber: SafetyNumber;
}

/** A safety number in one of its three forms. They differ in strength: see `safety.strength`. */
export function SafetyNumberForms({ name: other, safetyNumber }: SafetyNumberFormsProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState<Form>("digits");
  const name = useId();
  return (
    <>
      <fieldset className="sora-choice">
        <legend className="sora-hidden">{t("safety.format")}</legend>
        {forms.map((form) => (
          <label key={form}>
            <input
              type="radio"
              name={name}
              value={form}
              checked={form === shown}
              onChange={() => setShown(form)}
            />
            {form === "qr" ? t("safety.qr") : t(`safety.format.${form}`)}
          </label>
        ))}
      </fieldset>
      {/* From left to right in every language, because both people must see the same order. */}
      {shown === "qr" ? (
        <SafetyNumberQr name={other} digits={safetyNumber.digits} />
      ) : (
        <ol className="sora-safety" data-form={shown} dir="ltr" aria-label={t(`safety.format.${shown}`)}>
          {shown === "digits" && <Digits digits={safetyNumber.digits} />}
          {shown === "emoji" && <Emoji places={safetyNumber.emoji} />}
          {shown === "words" && <Words words={safetyNumber.words} />}
        </ol>
      )}
    </>
  );
}

/** Groups of five digits, as list items. */
export function Digits({ digits }: { readonly digits: string }) {
  const groups = digits.match(/\d{1,5}/gu) ?? [];
  return groups.map((group, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
    <li key={place}>
      <span aria-hidden="true">{group}</span>
      <span className="sora-hidden">{[...group].join(" ")}</span>
    </li>
  ));
}

/** Emoji with their names, as list items. */
export function Emoji({ places }: { readonly places: readonly number[] }) {
  const { t } = useI18n();
  return places.map((index, place) => {
    const [picture, name] = safetyEmoji[index] ?? [];
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same emoji may come twice
      <li key={place}>
        <span className="sora-safety-picture" aria-hidden="true">
          {picture}
        </span>
        {name && <bdi>{t(name)}</bdi>}
      </li>
    );
  });
}

function Words({ words }: { readonly words: readonly string[] }) {
  return words.map((word, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same word may come twice
    <li key={place} lang="en">
      {word}
    </li>
  ));
}
