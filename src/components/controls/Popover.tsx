import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { placePopover } from "./place-popover.ts";

interface PopoverProps {
  readonly id: string;
  readonly label: string;
  /**
   * A button inside was pressed. Called after the button's own handler: a browser lets React render between the capture
   * and the bubble phase of a real click, so a menu that closes in the first has no button left in the second.
   */
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
  const onClick = ({ target }: MouseEvent) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button && button.ariaDisabled !== "true") onPress?.();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: A key press on a button inside is a click, too.
    <div
      ref={ref}
      id={id}
      className="sora-popover"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onClick={onClick}
    >
      {children}
    </div>
  );
}
