import { useEffect, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { nameOf } from "../participants/name-of.ts";
import type { ShownReactionKind } from "./reaction-pictures.ts";

export interface ReactionsAnnouncerProps {
  /** The result of `useReactions`. Our own reactions (null) are not read out. */
  readonly hands: readonly (string | null)[];
  readonly reactions: readonly {
    readonly id: number;
    readonly from: string | null;
    readonly kind: ShownReactionKind;
  }[];
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
}

/** Tells screen readers when a participant raises a hand or reacts. It is not visible. */
export function ReactionsAnnouncer({ hands, reactions, names }: ReactionsAnnouncerProps) {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const told = useRef<{ hands: ReactionsAnnouncerProps["hands"]; id: number }>({ hands: [], id: 0 });
  useEffect(() => {
    const name = (id: string) => nameOf(names, id) ?? t("log.someone");
    const raised = hands.filter((id) => id !== null && !told.current.hands.includes(id)) as string[];
    const fresh = reactions.filter(({ id, from }) => from !== null && id > told.current.id);
    told.current = { hands, id: Math.max(told.current.id, reactions.at(-1)?.id ?? 0) };
    const lines = [
      ...raised.map((id) => t("reactions.announce.hand", { name: name(id) })),
      ...fresh.map(({ from, kind }) =>
        t("reactions.announce", { name: name(from ?? ""), reaction: t(`reactions.${kind}`) }),
      ),
    ];
    if (lines.length > 0) setText(lines.join(" "));
  }, [hands, reactions, names, t]);
  return (
    <p className="sora-hidden" role="status">
      {text}
    </p>
  );
}
