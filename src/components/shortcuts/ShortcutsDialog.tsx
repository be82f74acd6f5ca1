import { useId } from "react";
import { Dialog } from "../common/Dialog.tsx";
import { useI18n } from "../common/I18nProvider.tsx";

export interface ShortcutsDialogProps {
  readonly open: boolean;
  /** The keys, each with its action in words. */
  readonly shortcuts: readonly { readonly key: string; readonly text: string }[];
  readonly enabled: boolean;
  /** Called when the person turns the keys on or off. */
  readonly onEnable: (enabled: boolean) => void;
  /** Set `open` to false. */
  readonly onClose: () => void;
}

/** The list of keyboard shortcuts, and a switch that turns them off. */
export function ShortcutsDialog({ open, shortcuts, enabled, onEnable, onClose }: ShortcutsDialogProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <Dialog open={open} title={t("shortcuts.title")} onClose={onClose}>
      <dl className="sora-shortcuts">
        {shortcuts.map(({ key, text }) => (
          <div key={key}>
            <dt>
              <kbd className="sora-key">{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className="sora-device-choice">
        <input
          id={id}
          type="checkbox"
          checked={enabled}
          onChange={({ currentTarget }) => onEnable(currentTarget.checked)}
        />
        <label htmlFor={id}>{t("shortcuts.enabled")}</label>
      </div>
      <p className="sora-note">{t("shortcuts.never")}</p>
    </Dialog>
  );
}
