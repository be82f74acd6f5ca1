import { hintLabel, readMediaHint } from "../messages/media-hint.ts";
import type { Member } from "./member.ts";
import type { Members } from "./members.ts";

/**
 * Keeps the library's own messages from the app: a hint goes to its member, everything else to `deliver`. What the frames
 * say has to agree with a hint: see `ReceiverTransform.idle`.
 */
export function takeHints<Message extends { label: string; from: string; data: Uint8Array }>(
  members: Members,
  onHint: (member: Member) => void,
  deliver: (message: Message) => void,
): (message: Message) => void {
  return (message) => {
    if (message.label !== hintLabel) {
      deliver(message);
      return;
    }
    const member = members.find(message.from);
    const hint = readMediaHint(message.data);
    if (!member || !hint) return;
    member.hinted(hint);
    onHint(member);
  };
}
