import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Icon, type IconName } from "../common/Icon.tsx";
import { ControlButton } from "./ControlButton.tsx";
import { Popover } from "./Popover.tsx";

export interface ControlMenuProps {
  readonly icon: IconName;
  /** The word under the icon, which is also the name of the panel. */
  readonly text: string;
  /** `arrow`: a narrow button that belongs to the previous one. Only screen readers get its text. */
  readonly shape?: "button" | "arrow";
  /**
   * Marks its element with `data-more`, because this menu holds the controls that do not fit into the bar.
   */
  readonly more?: boolean;
  /** A short count on the icon of a `button`. Decoration: say it in `text` too. */
  readonly mark?: string | undefined;
  /** The menu closes with a press on a button inside. Default false. */
  readonly closeOnPress?: boolean;
  /** The content of the panel, which is mounted only while it is open. */
  readonly children?: ReactNode;
}

/** A button that opens a panel. Escape, a press outside and moving the focus out with Tab close it. */
export function ControlMenu(props: ControlMenuProps) {
  const { icon, text, shape = "button", mark, more = false, closeOnPress = false, children } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const id = useId();
  const toggle = () => setOpen(!open);

  useEffect(() => {
    if (!open) return;
    const closeOutside = ({ target }: PointerEvent) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside, true);
    return () => document.removeEventListener("pointerdown", closeOutside, true);
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.key !== "Escape") return;
    // Keeps a surrounding element, such as a dialog, open.
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null && !root.current?.contains(relatedTarget)) setOpen(false);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: It listens to what its button and its panel let through.
    <span
      ref={root}
      className="sora-menu"
      data-shape={shape}
      data-more={more ? "" : undefined}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      {shape === "arrow" ? (
        <button
          type="button"
          className="sora-control-arrow"
          aria-label={text}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={toggle}
        >
          <Icon name={icon} />
        </button>
      ) : (
        <ControlButton icon={icon} text={text} mark={mark} expanded={open} onPress={toggle} />
      )}
      {open && (
        <Popover id={id} label={text} {...(closeOnPress && { onPress: close })}>
          {children}
        </Popover>
      )}
    </span>
  );
}
