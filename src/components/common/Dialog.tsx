import { type ReactNode, useId, useRef } from "react";
import { useI18n } from "./I18nProvider.tsx";
import { useMountedEffect } from "./useMountedEffect.ts";

export interface DialogProps {
  readonly open: boolean;
  /** Its heading and its name. */
  readonly title: string;
  /** The person closed it, with the button or with Esc: set `open` to false. */
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A modal dialog: keeps focus inside, closes with Esc, and gives focus back to what opened it. */
export function Dialog({ open, title, onClose, children }: DialogProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();

  // As a layout effect: it must be closed before it is taken from the page, or focus does not go back to where it was.
  useMountedEffect(() => {
    const dialog = ref.current;
    if (!open || !dialog) return;
    dialog.showModal();
    heading.current?.focus();
    return () => dialog.close();
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
