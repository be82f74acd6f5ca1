import { type ReactNode, useId, useRef } from "react";
import { useI18n } from "./I18nProvider.tsx";
import { useMountedEffect } from "./useMountedEffect.ts";

export interface DialogProps {
  readonly open: boolean;
  /** The dialog's heading, which is also its name. */
  readonly title: string;
  /** The person closed the dialog, with the button or with Esc. Set `open` to false. */
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/**
 * A modal dialog. It keeps the focus inside, closes with Esc, and returns the focus to the element that
 * opened it.
 */
export function Dialog({ open, title, onClose, children }: DialogProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();

  // A layout effect closes the dialog before it is removed from the document. Otherwise the focus does not return.
  useMountedEffect(() => {
    const dialog = ref.current;
    if (!open || !dialog) return;
    show(dialog);
    heading.current?.focus();
    return () => close(dialog);
  }, [open]);

  return (
    <dialog
      ref={ref}
      className="sora-dialog"
      aria-labelledby={titleId}
      onClose={({ currentTarget }) => {
        if (open && !currentTarget.open) onClose();
      }}
    >
      {open && (
        <div className="sora-dialog-body">
          <header className="sora-dialog-head">
            <h2 ref={heading} id={titleId} tabIndex={-1}>
              {title}
            </h2>
            <button
              type="button"
              className="sora-dialog-close"
              aria-label={t("error.dismiss")}
              onClick={() => onClose()}
            >
              <span aria-hidden="true">×</span>
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

/** Some test environments, such as jsdom 26 of Jest 30, have no modal dialogs. There it opens as a plain one. */
function show(dialog: HTMLDialogElement): void {
  if (typeof dialog.showModal === "function") dialog.showModal();
  else dialog.open = true;
}

function close(dialog: HTMLDialogElement): void {
  if (typeof dialog.close === "function") dialog.close();
  else dialog.open = false;
}
