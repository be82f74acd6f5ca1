import { type RefObject, useRef } from "react";
import { hasFocus } from "../common/has-focus.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { useMountedEffect } from "../common/useMountedEffect.ts";

interface VideoGridPagesProps {
  /** The page index, from 0. */
  readonly page: number;
  readonly pages: number;
  readonly onTurn: (page: number) => void;
  /** The element that gets the focus when only one page is left. */
  readonly focusReturn: RefObject<HTMLElement | null>;
}

/**
 * The buttons "Previous" and "Next" with the text "Page 2 of 3". A disabled button stays focusable, so that
 * the focus is not lost.
 */
export function VideoGridPages({ page, pages, onTurn, focusReturn }: VideoGridPagesProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLElement>(null);
  useMountedEffect(() => {
    const line = ref.current;
    const elsewhere = focusReturn.current;
    return () => {
      if (line && hasFocus(line)) elsewhere?.focus({ preventScroll: true });
    };
  }, [focusReturn]);

  const turn = (to: number, label: "grid.page.previous" | "grid.page.next", icon: "previous" | "next") => {
    const there = to >= 0 && to < pages;
    return (
      <button
        type="button"
        className="sora-button"
        data-quiet=""
        aria-label={t(label)}
        aria-disabled={!there}
        onClick={() => there && onTurn(to)}
      >
        <Icon name={icon} />
      </button>
    );
  };

  return (
    <nav ref={ref} className="sora-grid-pages" aria-label={t("grid.pages")}>
      {turn(page - 1, "grid.page.previous", "previous")}
      <span role="status">{t("grid.page", { page: page + 1, pages })}</span>
      {turn(page + 1, "grid.page.next", "next")}
    </nav>
  );
}
