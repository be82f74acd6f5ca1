import { memo, useCallback, useMemo } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { TileButton } from "../components/tile/TileButton.tsx";
import { PeerTile } from "../connected/PeerTile.tsx";
import { SelfTile } from "../connected/SelfTile.tsx";
import { useTileName } from "../connected/useTileName.ts";
import type { MeetingOwnTileProps, MeetingTileProps } from "./types.ts";
import { useMeeting } from "./useMeeting.ts";

/** Another peer, or a screen. Renders again only when this one changes. */
export const MeetingTile = memo(function MeetingTile(props: MeetingTileProps) {
  const { connectionId, kind, speaking, speakerId } = props;
  const name = useTileName(connectionId);
  return (
    <PeerTile
      connectionId={connectionId}
      name={name}
      sinkId={speakerId}
      {...(kind === "camera" && { speaking })}
      {...useTileActions(props, name)}
    />
  );
});

/** This person as the others see them. */
export const MeetingOwnTile = memo(function MeetingOwnTile(props: MeetingOwnTileProps) {
  const { name } = useMeeting();
  return <SelfTile name={name} {...useTileActions(props, name)} />;
});

/** The same element and function in every render: a tile compares its props. */
function useTileActions({ connectionId, pinned, onPin, onEncryption }: MeetingOwnTileProps, name: string) {
  const { t } = useI18n();
  const label = t(pinned ? "meeting.unpin" : "meeting.pin", { name });
  const actions = useMemo(
    () => <TileButton icon="pin" label={label} onClick={() => onPin(connectionId)} />,
    [label, onPin, connectionId],
  );
  const onEncryptionDetails = useCallback(() => onEncryption(connectionId), [onEncryption, connectionId]);
  return { pinned, actions, onEncryptionDetails };
}
