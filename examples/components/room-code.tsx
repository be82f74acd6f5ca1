import { RoomCodeView, useCallState, useRoomCode } from "react-sora-e2ee";

/** For calls with `agreement: "mls"`. */
export function Room() {
  const code = useRoomCode();
  const others = useCallState(({ peers }) => Object.keys(peers).length);
  return <RoomCodeView code={code} size={others + 1} />;
}
