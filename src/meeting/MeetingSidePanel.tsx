import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { hasFocus } from "../components/common/has-focus.ts";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { Icon } from "../components/common/Icon.tsx";
import { useMountedEffect } from "../components/common/useMountedEffect.ts";
import type { MeetingPanel } from "./types.ts";
import { useMeeting } from "./useMeeting.ts";

/** The open panel, next to the tiles or, on small screens, over them. */
export function MeetingSidePanel() {
  const { panels, panel } = useMeeting();
  const shown = panels.find((one) => one.id === panel);
  return shown && <Panel key={shown.id} panel={shown} />;
}

function Panel({ panel: { id: panelId, text, content } }: { readonly panel: MeetingPanel }) {
  const { t } = useI18n();
  const id = useId();
  const { showPanel } = useMeeting();
  const root = useRef<HTMLElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const returnFocus = () => {
    const meeting = root.current?.closest(".sora-meeting");
    const more = meeting?.querySelector<HTMLElement>(".sora-controls [data-more] > button");
    const button = opener.current?.isConnected ? opener.current : more;
    (button ?? meeting?.querySelector("main"))?.focus();
  };

  // A panel that closes while it has the focus gives it back, whoever closes the panel.
  useMountedEffect(() => {
    const panel = root.current;
    const openers = '.sora-controls .sora-control[aria-expanded="true"]:not(.sora-menu *)';
    opener.current = panel?.closest(".sora-meeting")?.querySelector<HTMLElement>(openers) ?? null;
    return () => {
      if (panel && hasFocus(panel)) returnFocus();
    };
  }, []);

  // The focus moves into a panel that opens, unless its content has taken it. Otherwise Escape would not reach the panel.
  // A person who opens the chat starts to type at once, and single keys must then not switch the microphone. On a phone, its keyboard would
  // cover the messages.
  useEffect(() => {
    const panel = root.current;
    if (!panel || hasFocus(panel)) return;
    const onlyTouch = "(pointer: coarse) and (not (any-pointer: fine))";
    const isPhone = typeof matchMedia === "function" && matchMedia(onlyTouch).matches;
    const first = isPhone ? null : panel.querySelector<HTMLElement>("[data-first-focus]");
    (first ?? panel).focus({ preventScroll: true });
  }, []);

  const close = () => {
    returnFocus();
    showPanel(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // During IME composition, Escape belongs to the composition.
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    close();
  };

  return (
    <section
      ref={root}
      className="sora-meeting-panel"
      tabIndex={-1}
      aria-labelledby={id}
      data-panel={panelId}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id={id}>{text}</h2>
        <button
          type="button"
          className="sora-meeting-close"
          aria-label={t("meeting.panel.close", { panel: text })}
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </header>
      {content}
    </section>
  );
}
