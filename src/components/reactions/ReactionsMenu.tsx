import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "../controls/ControlButton.tsx";
import { ControlMenu } from "../controls/ControlMenu.tsx";
import { reactionPictures, type ShownReactionKind, shownReactions } from "./reaction-pictures.ts";

export interface ReactionsMenuProps {
  /** True when our own hand is raised. */
  readonly handRaised: boolean;
  readonly disabled?: boolean;
  /** Called when the person raises or lowers their hand. */
  readonly onHand: (raised: boolean) => void;
  /** The person sends this reaction. */
  readonly onReact: (kind: ShownReactionKind) => void;
}

/** A button that opens a raised hand and the reactions. A raised hand is marked on the button. */
export function ReactionsMenu({ handRaised, disabled = false, onHand, onReact }: ReactionsMenuProps) {
  const { t } = useI18n();
  return (
    <ControlMenu icon="reaction" text={t("reactions.menu")} mark={handRaised ? "✋" : undefined} closeOnPress>
      <div className="sora-menu-items">
        <ControlButton
          icon="hand"
          text={t(handRaised ? "reactions.hand.lower" : "reactions.hand.raise")}
          tone={handRaised ? "active" : "normal"}
          disabled={disabled}
          onPress={() => onHand(!handRaised)}
        />
        <div className="sora-reactions">
          {shownReactions.map((kind) => (
            <button
              key={kind}
              type="button"
              className="sora-reaction"
              aria-label={t(`reactions.${kind}`)}
              title={t(`reactions.${kind}`)}
              disabled={disabled}
              onClick={() => onReact(kind)}
            >
              <span aria-hidden="true">{reactionPictures[kind]}</span>
            </button>
          ))}
        </div>
      </div>
    </ControlMenu>
  );
}
