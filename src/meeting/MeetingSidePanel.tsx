import { useId } from "react";
import { useI18n } from "../components/I18nProvider.tsx";
import { Icon } from "../components/Icon.tsx";
import { useMeeting } from "./useMeeting.ts";

/** The panel that is open, beside the tiles or, where there is little room, over them. */
export function MeetingSidePanel() {
  const { t } = useI18n();
  const id = useId();
  const { panels, panel, showPanel } = useMeeting();
  const shown = panels.find((one) => one.id === panel);
  if (!shown) return null;
  return (
    <section key={shown.id} className="sora-meeting-panel" aria-labelledby={id} data-panel={shown.id}>
      <header>
        <h2 id={id}>{shown.text}</h2>
        <button
          type="button"
          className="sora-meeting-close"
          aria-label={t("meeting.panel.close", { panel: shown.text })}
          onClick={({ currentTarget }) => {
            currentTarget.closest("main")?.focus();
            showPanel(null);
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      {shown.content}
    </section>
  );
}
