import { Icon, type IconName } from "./Icon.tsx";

interface TileNoticeProps {
  readonly status: IconName;
  readonly text: string;
}

/** Why there is no picture, over the place where it would be. */
export function TileNotice({ status, text }: TileNoticeProps) {
  return (
    <div className="sora-tile-notice">
      <Icon name={status} />
      <p>{text}</p>
    </div>
  );
}
