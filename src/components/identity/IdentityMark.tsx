import type { IdentityStatus } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface IdentityMarkProps {
  /** The identity status of the participant key. Default `none`. */
  readonly identity?: IdentityStatus;
  /** A person compared the safety number or a login server vouches for the key, and that key is in use now. */
  readonly verified: boolean;
  /** The login server that vouches, if no person compared the number. Empty: one without a name. Null: a person compared. */
  readonly vouchedBy?: string | null;
  /** As it is to be read over a picture. Default false. */
  readonly onPicture?: boolean;
}

/** The identity status as a sign and in words. Renders nothing for a key that is not verified, changed or invalid. */
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
