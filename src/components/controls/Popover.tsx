import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { placePopover } from "./place-popover.ts";

interface PopoverProps {
  readonly id: string;
  readonly label: string;
  /** A button inside was pressed. Called before the button's own handler. */
  readonly onPress?: () => void;
  readonly children?: ReactNode;
}

/** A panel next to the previous button. It takes the focus when it opens. */
export function Popover({ id, label, onPress, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = ref.current;
    const anchor = panel?.previousElementSibling;
    if (!panel || !anchor) return;
    const place = () => placePopover(panel, anchor);
    place();
    const chosen = panel.querySelector<HTMLElement>("input:checked");
    const first = panel.querySelector<HTMLElement>("input, select, button");
    (chosen ?? first ?? panel).focus({ preventScroll: true });
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, []);
  const onClickCapture = ({ target }: MouseEvent) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button && button.ariaDisabled !== "true") onPress?.();
  };
  return (
    <div
      ref={ref}
      id={id}
      className="sora-popover"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onClickCapture={onClickCapture}
    >
      {children}
    </div>
  );
}
