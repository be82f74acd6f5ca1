import { Icon, type IconName } from "./Icon.tsx";

export interface ControlButtonProps {
  readonly icon: IconName;
  /** The word under the icon. */
  readonly text: string;
  /** What a press does, for screen readers; must begin with or contain `text`. Default: `text`. */
  readonly label?: string;
  readonly tone?: "normal" | "off" | "danger";
  readonly disabled?: boolean;
  /** For a button that opens something: whether that is open. */
  readonly expanded?: boolean;
  /** A click, a tap or a key. */
  readonly onPress: () => void;
}

/** A round button with a word under it. */
export function ControlButton(props: ControlButtonProps) {
  const { icon, text, label, tone = "normal", disabled = false, expanded, onPress } = props;
  return (
    <button
      type="button"
      className="sora-control"
      data-tone={tone}
      aria-label={label}
      disabled={disabled}
      aria-expanded={expanded}
      onClick={() => onPress()}
    >
      <span className="sora-control-icon">
        <Icon name={icon} />
      </span>
      <span className="sora-control-text">{text}</span>
    </button>
  );
}
