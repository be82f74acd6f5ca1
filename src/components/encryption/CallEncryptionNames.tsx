import { useEffect, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { shorten } from "../participants/name-list.ts";
import { nameOf } from "../participants/name-of.ts";

const limit = 3;

interface CallEncryptionNamesProps {
  /** A message about `{names}`. */
  readonly message: "banner.not-encrypted" | "banner.settling";
  readonly ids: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly onShow: ((connectionId: string) => void) | undefined;
}

/**
 * A sentence that contains names. Each name is a button when there are details, and long lists are folded.
 */
export function CallEncryptionNames({ message, ids, names, onShow }: CallEncryptionNamesProps) {
  const { t, locale } = useI18n();
  const [whole, setWhole] = useState(false);
  const sentence = useRef<HTMLSpanElement>(null);
  const { shown, others } = shorten(ids, whole ? ids.length : limit);
  const nameFor = (id: string) => nameOf(names, id) ?? t("log.someone");

  // The button that was pressed is gone, so the focus moves to the first name that it revealed.
  useEffect(() => {
    if (!whole) return;
    const name = sentence.current?.querySelectorAll("button")[limit - 1];
    (name ?? sentence.current)?.focus();
  }, [whole]);

  const items = shown.map((id) =>
    onShow ? (
      <button
        key={id}
        type="button"
        className="sora-banner-name"
        aria-label={t("banner.show", { name: nameFor(id) })}
        onClick={() => onShow(id)}
      >
        <bdi>{nameFor(id)}</bdi>
      </button>
    ) : (
      <bdi key={id}>{nameFor(id)}</bdi>
    ),
  );
  if (others > 0) {
    items.push(
      <button
        key="others"
        type="button"
        className="sora-banner-name"
        aria-expanded={false}
        onClick={() => setWhole(true)}
      >
        {t("names.others", { count: others })}
      </button>,
    );
  }
  // The language decides the position of the names in the sentence, and their separators.
  const [before, after] = t(message, { names: "{names}" }).split("{names}");
  const list = new Intl.ListFormat(locale)
    .formatToParts(items.map((_, place) => String(place)))
    .map(({ type, value }) => (type === "element" ? items[Number(value)] : value));
  return (
    <span ref={sentence} className="sora-banner-names" tabIndex={-1}>
      {before}
      {list}
      {after}
    </span>
  );
}
