import type { Member } from "./channel/member.ts";
import { CLOSE, type CloseReason } from "./close-reasons.ts";
import { Hostile } from "./hostile.ts";

/** Faults that tests cause in running connections. Each method returns true when the connection exists. */
export class Faults {
  readonly hostile: Hostile;

  constructor(private readonly members: () => Iterable<Member>) {
    this.hostile = new Hostile(members);
  }

  /** Ends a connection as a crash would, without a closing handshake on any layer. */
  drop(connectionId: string): boolean {
    return this.with(connectionId, (member) => {
      member.carriers.terminate();
      member.dispose();
    });
  }

  /** Ends a connection as the server does, with a close code and a reason. */
  disconnect(connectionId: string, reason: CloseReason = CLOSE.internalError): boolean {
    return this.with(connectionId, (member) => member.leave(reason));
  }

  /** Drops all of a connection's datagrams in both directions while it is on. */
  blackhole(connectionId: string, on: boolean): boolean {
    return this.with(connectionId, (member) => {
      member.transport.impairment.blackhole = on;
    });
  }

  /** Drops this fraction of a connection's RTP packets in both directions. */
  losePackets(connectionId: string, fraction: number): boolean {
    return this.with(connectionId, ({ transport: { impairment } }) => {
      impairment.lossIn = impairment.lossOut = fraction;
    });
  }

  /** Closes one of a connection's DataChannels. */
  closeDataChannel(connectionId: string, label: string): boolean {
    return this.with(connectionId, (member) => member.carriers.closeChannel(label));
  }

  /** Requests the browser's statistics, as Sora may. The answers are in `hostile.offers.arrivalsFrom`. */
  requestStats(connectionId: string): boolean {
    return this.with(connectionId, (member) => member.carriers.requestStats());
  }

  /** Sends a push message. */
  push(connectionId: string, data: Readonly<Record<string, string | number | boolean>>): boolean {
    return this.with(connectionId, (member) => member.carriers.sendPush(data));
  }

  private with(connectionId: string, act: (member: Member) => void): boolean {
    for (const member of this.members()) {
      if (member.connectionId !== connectionId || member.state === "left") continue;
      act(member);
      return true;
    }
    return false;
  }
}
