import type { LayerSwitch } from "../media/layer-selector.ts";
import type { Settings } from "../options.ts";
import { REQUEST_RIDS } from "../signaling/connect-message.ts";
import type { JsonObject } from "../signaling/json.ts";
import type { Member } from "./member.ts";

/** Sora's notifications about connections, with the contents that the server's settings allow. */
export class Notifications {
  constructor(
    private readonly settings: Settings,
    private readonly sessionId: string,
  ) {}

  /** For all members except the new one. */
  created(member: Member, present: readonly Member[]): JsonObject {
    return { ...this.event("connection.created", member, present), ...this.metadata(member) };
  }

  /** For the new member, with the members that it may see. */
  ownCreated(member: Member, present: readonly Member[], known: readonly Member[]): JsonObject {
    const others = known.map((each) => this.entry(each));
    return {
      ...this.created(member, present),
      ...(this.settings.legacyNotifyMetadata ? { metadata_list: others } : { data: others }),
    };
  }

  destroyed(member: Member, present: readonly Member[]): JsonObject {
    return { ...this.event("connection.destroyed", member, present), ...this.metadata(member) };
  }

  /** Sent once a minute for each connection. */
  updated(member: Member, present: readonly Member[]): JsonObject {
    return this.event("connection.updated", member, present);
  }

  spotlight(member: Member, focused: boolean): JsonObject {
    return {
      type: "notify",
      event_type: focused ? "spotlight.focused" : "spotlight.unfocused",
      timestamp: new Date().toISOString(),
      session_id: this.sessionId,
      client_id: member.clientId,
      bundle_id: member.bundleId,
      connection_id: member.connectionId,
      audio: member.request.audio !== undefined,
      video: member.request.video !== undefined,
      fixed: false,
    };
  }

  private event(type: string, member: Member, present: readonly Member[]): JsonObject {
    const count = (role: string) => present.filter((each) => each.request.role === role).length;
    return {
      type: "notify",
      event_type: type,
      timestamp: new Date().toISOString(),
      role: member.request.role,
      session_id: this.sessionId,
      client_id: member.clientId,
      bundle_id: member.bundleId,
      ...this.connectionId(member),
      audio: member.request.audio !== undefined,
      video: member.request.video !== undefined,
      minutes: Math.floor((Date.now() - member.since) / 60_000),
      channel_connections: present.length,
      channel_sendrecv_connections: count("sendrecv"),
      channel_sendonly_connections: count("sendonly"),
      channel_recvonly_connections: count("recvonly"),
      turn_transport_type: "udp",
    };
  }

  private entry(member: Member): JsonObject {
    return {
      client_id: member.clientId,
      bundle_id: member.bundleId,
      ...this.connectionId(member),
      ...this.metadata(member),
    };
  }

  private connectionId(member: Member): JsonObject {
    return this.settings.signalingNotifyConnectionId ? { connection_id: member.connectionId } : {};
  }

  private metadata(member: Member): JsonObject {
    if (!this.settings.signalingNotifyMetadata) return {};
    const { notifyMetadata: own } = member;
    const granted = member.request.grants.notifyMetadata;
    const authz = granted === undefined ? {} : { authz_metadata: granted };
    if (own === undefined) return authz;
    return this.settings.legacyNotifyMetadata ? { metadata: own } : { authn_metadata: own, ...authz };
  }
}

/** For the subscriber alone: another layer comes from this sender. */
export function simulcastSwitched(
  senderId: string,
  { previous, current, requested, trigger }: LayerSwitch,
  rpcRids: readonly string[] = REQUEST_RIDS,
): JsonObject {
  const higher = REQUEST_RIDS.indexOf(current) > REQUEST_RIDS.indexOf(previous);
  return {
    type: "notify",
    event_type: "simulcast.switched",
    timestamp: new Date().toISOString(),
    sender_connection_id: senderId,
    priority: higher ? "higher" : "lower",
    trigger,
    rpc_rids: [...rpcRids],
    auto_rids: [],
    request_rid: requested,
    current_rid: current,
    previous_rid: previous,
  };
}

/** For the client of the network. */
export function networkStatus(level: number): JsonObject {
  return { type: "notify", event_type: "network.status", unstable_level: level };
}
