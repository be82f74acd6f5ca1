import { useState } from "react";
import { Dialog } from "../components/common/Dialog.tsx";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { ShortcutsDialog } from "../components/shortcuts/ShortcutsDialog.tsx";
import { useKeptChoice } from "../hooks/kept-choice.ts";
import { useShortcuts } from "../hooks/useShortcuts.ts";
import { useMeeting } from "./useMeeting.ts";

export interface MeetingShortcutsProps {
  /** Key in `localStorage` that stores if the shortcuts are on. */
  readonly remember: string | undefined;
  /** True while the help is open. */
  readonly helpOpen: boolean;
  readonly onHelp: (open: boolean) => void;
}

/** The single keys of a meeting, their help, and the question before leaving. */
export function MeetingShortcuts({ remember, helpOpen, onHelp }: MeetingShortcutsProps) {
  const { t } = useI18n();
  const { media, chat, reactions, panel, showPanel, layout, leave } = useMeeting();
  const [kept, keep] = useKeptChoice(remember, ["on", "off"], "on");
  const [leaving, setLeaving] = useState(false);
  const enabled = kept === "on";
  const raiseHand = () => {
    const up = reactions?.store.getState().hands.includes(null) === true;
    void reactions?.raiseHand(!up).catch(() => undefined);
  };
  const shortcuts = [
    { key: "m", text: t("shortcuts.microphone"), does: media && (() => void media.toggle("audio")) },
    { key: "v", text: t("shortcuts.camera"), does: media && (() => void media.toggle("video")) },
    { key: "h", text: t("shortcuts.hand"), does: reactions && raiseHand },
    {
      key: "c",
      text: t("shortcuts.chat"),
      does: chat && (() => showPanel(panel === "chat" ? null : "chat")),
    },
    { key: "l", text: t("shortcuts.layout"), does: layout.next },
    { key: "q", text: t("shortcuts.leave"), does: () => setLeaving(true) },
    { key: "?", text: t("shortcuts.help"), does: () => onHelp(true) },
  ].filter(({ does }) => does !== null);
  useShortcuts(Object.fromEntries(shortcuts.map(({ key, does }) => [key, does ?? undefined])), { enabled });
  return (
    <>
      <ShortcutsDialog
        open={helpOpen}
        {...{ shortcuts, enabled }}
        onEnable={(on) => keep(on ? "on" : "off")}
        onClose={() => onHelp(false)}
      />
      <Dialog open={leaving} title={t("leave.title")} onClose={() => setLeaving(false)}>
        <p>{t("leave.detail")}</p>
        <div className="sora-dialog-actions">
          <button type="button" className="sora-button" data-tone="danger" onClick={leave}>
            {t("control.leave")}
          </button>
          <button type="button" className="sora-button" data-quiet="" onClick={() => setLeaving(false)}>
            {t("leave.stay")}
          </button>
        </div>
      </Dialog>
    </>
  );
}
