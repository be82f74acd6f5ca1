import { memo, useCallback, useContext, useMemo } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { FullscreenButton } from "../components/tile/FullscreenButton.tsx";
import { TileButton } from "../components/tile/TileButton.tsx";
import { PeerTile } from "../connected/PeerTile.tsx";
import { SelfTile } from "../connected/SelfTile.tsx";
import { useTileName } from "../connected/useTileName.ts";
import { ReactionsOf } from "./MeetingReactions.tsx";
import { ReactionsContext } from "./reactions-context.ts";
import type { MeetingOwnTileProps, MeetingTileProps } from "./types.ts";
import { useMeeting } from "./useMeeting.ts";

/** The tile of a peer or of a screen. Renders again only when this one changes. */
export const MeetingTile = memo(function MeetingTile(props: MeetingTileProps) {
  const { connectionId, kind, speaking, speakerId, captions } = props;
  const name = useTileName(connectionId);
  const over = useReactionsOver(connectionId);
  return (
    <PeerTile
      connectionId={connectionId}
      name={name}
      sinkId={speakerId}
      captions={captions}
      {...(kind === "camera" && { speaking })}
      {...useTileActions(props, name)}
    >
      {kind === "camera" && over}
    </PeerTile>
  );
});

/** The tile of our own media, as others see them. */
export const MeetingOwnTile = memo(function MeetingOwnTile(props: MeetingOwnTileProps) {
  const { name } = useMeeting();
  const over = useReactionsOver(null);
  return (
    <SelfTile name={name} captions={props.captions} {...useTileActions(props, name)}>
      {over}
    </SelfTile>
  );
});

/** The same element and function in every render, because a tile compares its props. */
function useTileActions({ connectionId, pinned, onPin, onEncryption }: MeetingOwnTileProps, name: string) {
  const { t } = useI18n();
  const label = t(pinned ? "meeting.unpin" : "meeting.pin", { name });
  const actions = useMemo(
    () => (
      <>
        <FullscreenButton name={name} />
        <TileButton
          icon="pin"
          label={label}
          data-on={pinned ? "" : undefined}
          onClick={() => onPin(connectionId)}
        />
      </>
    ),
    [label, name, pinned, onPin, connectionId],
  );
  const onEncryptionDetails = useCallback(() => onEncryption(connectionId), [onEncryption, connectionId]);
  return { pinned, actions, onEncryptionDetails };
}

/** The same element in every render, or null in a meeting without reactions. */
function useReactionsOver(from: string | null) {
  const reactions = useContext(ReactionsContext);
  return useMemo(() => reactions && <ReactionsOf {...{ reactions, from }} />, [reactions, from]);
}
