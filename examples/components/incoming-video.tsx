import { AdaptiveLayers, IncomingVideoNotice, PeerTile, useIncomingVideo, usePeerIds } from "react-sora-e2ee";

/** The tiles of a call with simulcast. A person with a slow downlink can do without the video of the others. */
export function Tiles() {
  const { advised, stopped, stop, resume, dismiss } = useIncomingVideo();
  const ids = usePeerIds();
  return (
    <AdaptiveLayers camerasStopped={stopped}>
      {ids.map((id) => (
        <PeerTile key={id} connectionId={id} />
      ))}
      <IncomingVideoNotice {...{ advised, stopped }} onStop={stop} onResume={resume} onDismiss={dismiss} />
    </AdaptiveLayers>
  );
}
