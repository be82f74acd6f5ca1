import { ReactionsMenu, useReactions } from "react-sora-e2ee";

/** The call names "#reactions" in `sealedMessages`. */
export function Reactions() {
  const { handRaised, raiseHand, react } = useReactions("#reactions");
  return (
    <ReactionsMenu
      handRaised={handRaised}
      onHand={(raised) => void raiseHand(raised)}
      onReact={(kind) => void react(kind)}
    />
  );
}
