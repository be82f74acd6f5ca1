import { type KeyboardEvent, useId } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { Icon } from "../components/common/Icon.tsx";
import { useMeeting } from "./useMeeting.ts";

/** The open panel, next to the tiles or, on small screens, over them. */
export function MeetingSidePanel() {
  const { t } = useI18n();
  const id = useId();
  const { panels, panel, showPanel } = useMeeting();
  const shown = panels.find((one) => one.id === panel);
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
      key={shown.id}
      className="sora-meeting-panel"
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
