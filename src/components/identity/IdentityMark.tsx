import type { IdentityStatus } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface IdentityMarkProps {
  /** The identity status of the participant key. Default `none`. */
  readonly identity?: IdentityStatus;
  /**
   * True when a person compared the safety number or a login server vouches for the key, and the key is in
   * use.
   */
  readonly verified: boolean;
  /** The login server that vouches. Empty: it has no name. Null: a person compared the number. */
  readonly vouchedBy?: string | null;
  /** True for the style that is readable over video. Default false. */
  readonly onPicture?: boolean;
}

/** The identity status as an icon and in words. Renders nothing when the key is new, known or missing. */
export function IdentityMark(props: IdentityMarkProps) {
  const { identity = "none", verified, vouchedBy = null, onPicture = false } = props;
  const { t } = useI18n();
  const mark = markOf(identity, verified, vouchedBy);
  if (mark === null) return null;
  const text =
    mark === "verified"
      ? t("tile.verified")
      : mark === "vouched" && vouchedBy
        ? t("identity.vouched.by", { by: vouchedBy })
        : t(`identity.${mark}`);
  const icon = <Icon name={mark === "verified" || mark === "vouched" ? mark : "failing"} />;
  return onPicture ? (
    <span className="sora-mark" data-mark={mark} title={text}>
      {icon}
      <span className="sora-mark-text">{text}</span>
    </span>
  ) : (
    <span data-fact={mark}>
      {icon}
      {text}
    </span>
  );
}

function markOf(identity: IdentityStatus, verified: boolean, vouchedBy: string | null) {
  if (verified) return vouchedBy === null ? "verified" : "vouched";
  return identity === "changed" || identity === "invalid" ? identity : null;
}
