import { Icon, type IconName } from "../common/Icon.tsx";

export interface TileNoticeProps {
  readonly icon: IconName;
  readonly text: string;
}

/** The reason why there is no video, shown in its place. */
export function TileNotice({ icon, text }: TileNoticeProps) {
  return (
    <div className="sora-tile-notice">
      <Icon name={icon} />
      <p>{text}</p>
    </div>
  );
}
