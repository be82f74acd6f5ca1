import { Icon, type IconName } from "../common/Icon.tsx";

export interface TileNoticeProps {
  readonly icon: IconName;
  readonly text: string;
}

/** Why there is no picture, over the place where it would be. */
export function TileNotice({ icon, text }: TileNoticeProps) {
  return (
    <div className="sora-tile-notice">
      <Icon name={icon} />
      <p>{text}</p>
    </div>
  );
}
