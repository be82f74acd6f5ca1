import { Icon, type IconName } from "../common/Icon.tsx";

export interface ControlButtonProps {
  readonly icon: IconName;
  /** The word under the icon. */
  readonly text: string;
  /** The action of a press, for screen readers. It must start with or contain `text`. Default: `text`. */
  readonly label?: string;
  readonly tone?: "normal" | "off" | "active" | "danger";
  readonly disabled?: boolean;
  /** A press does nothing, for the reason in `detail`. Unlike `disabled`, the button stays a tab stop. */
  readonly unavailable?: boolean;
  /** For a toggle whose `text` names the action: true when it is on. */
  readonly on?: boolean;
  /** For a toggle whose `text` stays the same: true when it is on. */
  readonly pressed?: boolean;
  /**
   * A short count on the icon, such as new messages. It is decoration, so say it in `text` or `label` too.
   */
  readonly mark?: string | undefined;
  /** For a button that opens something: true while that is open. */
  readonly expanded?: boolean;
  /** A problem in one or two words, shown in place of `text`. */
  readonly problem?: string | undefined;
  /** The problem in a sentence. It is shown as a tooltip, and read out after the name. */
  readonly detail?: string | undefined;
  /** The progress in one or two words, shown in place of `text`. */
  readonly busy?: string | undefined;
  /** Called on a click, a tap or a key. */
  readonly onPress: () => void;
}

/** A round button with a word under it. */
export function ControlButton(props: ControlButtonProps) {
  const {
    icon,
    text,
    label,
    tone = "normal",
    disabled = false,
    unavailable = false,
    on,
    pressed,
    mark,
    expanded,
    problem,
    detail,
    busy,
    onPress,
  } = props;
  const instead = problem ?? busy;
  return (
    <button
      type="button"
      className="sora-control"
      data-tone={tone}
      data-problem={problem === undefined ? undefined : ""}
      data-busy={busy === undefined ? undefined : ""}
      data-on={on}
      aria-pressed={pressed}
      aria-label={label}
      aria-expanded={expanded}
      aria-disabled={unavailable || undefined}
      title={detail ?? label}
      disabled={disabled}
      onClick={() => {
        if (!unavailable) onPress();
      }}
    >
      <span className="sora-control-icon">
        <Icon name={icon} />
        {mark !== undefined && problem === undefined && (
          <span className="sora-control-count" aria-hidden="true">
            {mark}
          </span>
        )}
        {problem !== undefined && (
          <span className="sora-control-mark">
            <Icon name="failing" />
          </span>
        )}
      </span>
      <span className="sora-control-text">
        {instead === undefined ? (
          text
        ) : (
          <>
            <span className="sora-hidden">{`${text}:`}</span> {instead}
          </>
        )}
      </span>
    </button>
  );
}
