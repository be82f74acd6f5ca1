import { LayoutSwitch, PeerTile, useLayout, usePeerIds, VideoGrid } from "react-sora-e2ee";

/** Tiles in the layout that the person chose on the last visit. */
export function Stage() {
  const { layout, choose, gridProps } = useLayout({ remember: "layout" });
  return (
    <>
      <LayoutSwitch layout={layout} onChoose={choose} />
      <VideoGrid {...gridProps}>
        {usePeerIds().map((id) => (
          <PeerTile key={id} connectionId={id} />
        ))}
      </VideoGrid>
    </>
  );
}
