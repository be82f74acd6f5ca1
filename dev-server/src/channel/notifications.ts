import type { Settings } from "../options.ts";
import type { JsonObject } from "../signaling/json.ts";
import type { Member } from "./member.ts";

/** Sora's notifications about connections, as far as the server's settings let them say. */
export class Notifications {
  constructor(
    private readonly settings: Settings,
    private readonly sessionId: string,
  ) {}

  /** For everybody but the newcomer. */
  created(member: Member, present: readonly Member[]): JsonObject {
    return { ...this.event("connection.created", member, present), ...this.metadata(member) };
  }

  /** For the newcomer: with those who were there before. */
  ownCreated(member: Member, present: readonly Member[]): JsonObject {
    const others = present.filter((each) => each !== member).map((each) => this.entry(each));
    return {
      ...this.created(member, present),
      ...(this.settings.legacyNotifyMetadata ? { metadata_list: others } : { data: others }),
    };
  }

  destroyed(member: Member, present: readonly Member[]): JsonObject {
    return { ...this.event("connection.destroyed", member, present), ...this.metadata(member) };
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
      audio: member.request.audio,
      video: member.request.video,
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
    const { notifyMetadata } = member.request;
    if (!this.settings.signalingNotifyMetadata || notifyMetadata === undefined) return {};
    return this.settings.legacyNotifyMetadata
      ? { metadata: notifyMetadata }
      : { authn_metadata: notifyMetadata };
  }
}
