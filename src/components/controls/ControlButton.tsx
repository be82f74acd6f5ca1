import { Icon, type IconName } from "../common/Icon.tsx";

export interface ControlButtonProps {
  readonly icon: IconName;
  /** The word under the icon. */
  readonly text: string;
  /** What a press does, for screen readers; must begin with or contain `text`. Default: `text`. */
  readonly label?: string;
  readonly tone?: "normal" | "off" | "active" | "danger";
  readonly disabled?: boolean;
  /** A press does nothing, for a reason that `detail` gives. Unlike `disabled`, the button keeps its tab stop. */
  readonly unavailable?: boolean;
  /** For a button that turns something on and off, and says in `text` what a press does: whether it is on now. */
  readonly on?: boolean;
  /** For a button that turns something on and off, and whose `text` stays the same: whether it is on. */
  readonly pressed?: boolean;
  /** A short count on the icon: of new messages, say. Decoration: say it in `text` or `label` too. */
  readonly mark?: string | undefined;
  /** For a button that opens something: whether that is open. */
  readonly expanded?: boolean;
  /** Something is wrong with it: one or two words, in the place of `text`. */
  readonly problem?: string | undefined;
  /** More about the problem, in a sentence: shown while a pointer rests on it, and read out after the name. */
  readonly detail?: string | undefined;
  /** It is on its way: one or two words, in the place of `text`. */
  readonly busy?: string | undefined;
  /** A click, a tap or a key. */
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
