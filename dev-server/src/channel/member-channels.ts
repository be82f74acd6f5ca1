import { CLOSE } from "../close-reasons.ts";
import type { Interception } from "../interception.ts";
import { answerRpc } from "../rpc/call-method.ts";
import type { Channel } from "./channel.ts";
import type { Member } from "./member.ts";
import type { Timers } from "./timers.ts";

/** Answers the member's SCTP association, opens its DataChannels, and passes on their messages. */
export function acceptDataChannels(
  member: Member,
  channel: Channel,
  interception: Interception,
  timers: Timers,
): void {
  const channels = member.transport.acceptDataChannels({
    associated: () =>
      member.carriers.open(channels, (label, open) => {
        const delay = interception.channelDelay?.(member, label) ?? 0;
        if (typeof delay !== "number") void delay.then(() => member.state !== "left" && open());
        else if (delay > 0) timers.later(delay, open);
        else open();
      }),
    opened: () => member.carriers.channelOpened(),
    message: (label, data) => member.guarded(() => receive(member, channel, label, data)),
    closed: (label) => {
      if (label === "signaling") member.leave(CLOSE.normal);
    },
    ended: () => member.leave(CLOSE.transportClosed),
  });
}

function receive(member: Member, channel: Channel, label: string, data: Buffer): void {
  if (member.state === "left") return;
  const body = member.carriers.decode(label, data);
  if (label === "signaling" || label === "stats") member.receiveText(body.toString());
  else if (label === "e2ee") member.receiveKeyMessage(body);
  else if (label === "rpc") member.carriers.sendRpc(answerRpc({ member, channel }, body.toString()));
  else if (label.startsWith("#")) channel.broadcast(member, label, body);
}
