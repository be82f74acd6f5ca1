import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { Icon } from "../components/common/Icon.tsx";
import { useMeeting } from "./useMeeting.ts";

/** The open panel, next to the tiles or, on small screens, over them. */
export function MeetingSidePanel() {
  const { t } = useI18n();
  const id = useId();
  const { panels, panel, showPanel } = useMeeting();
  const shown = panels.find((one) => one.id === panel);
  const root = useRef<HTMLElement>(null);

  // The focus moves into a panel that opens, unless its content has taken it. Otherwise Escape would not reach the panel.
  // biome-ignore lint/correctness/useExhaustiveDependencies: Once for each panel.
  useEffect(() => {
    if (root.current?.contains(document.activeElement) === false) root.current.focus({ preventScroll: true });
  }, [shown?.id]);
  if (!shown) return null;

  const close = (panelElement: Element) => {
    const meeting = panelElement.closest(".sora-meeting");
    const opener = meeting?.querySelector<HTMLElement>('.sora-controls [aria-expanded="true"]');
    const more = meeting?.querySelector<HTMLElement>(".sora-controls [data-more] > button");
    (opener ?? more ?? meeting?.querySelector("main"))?.focus();
    showPanel(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // During IME composition, Escape belongs to the composition.
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    close(event.currentTarget);
  };

  return (
    <section
      ref={root}
      key={shown.id}
      className="sora-meeting-panel"
      tabIndex={-1}
      aria-labelledby={id}
      data-panel={shown.id}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id={id}>{shown.text}</h2>
        <button
          type="button"
          className="sora-meeting-close"
          aria-label={t("meeting.panel.close", { panel: shown.text })}
          onClick={({ currentTarget }) => close(currentTarget)}
        >
          <Icon name="close" />
        </button>
      </header>
      {shown.content}
    </section>
  );
}
