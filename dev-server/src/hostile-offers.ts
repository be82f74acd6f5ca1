import type { Identified, Interception } from "./interception.ts";
import { type ReceivedRtp, readExtension } from "./media/rtp-packet.ts";
import type { Kind } from "./sdp/codecs.ts";
import type { JsonObject } from "./signaling/json.ts";

/** Ids below this are used by the server. From 15 on, an extension needs the two-byte form. */
const FIRST_EXTENSION_ID = 5;

/** Everything received from one connection, including retransmissions. */
export interface Arrivals {
  /** Packets by RTP payload type. */
  readonly payloadTypes: Readonly<Record<number, number>>;
  /** Packets with a requested extension, by its URI. */
  readonly extensions: Readonly<Record<string, number>>;
  /** All reports in the answers to `req-stats`. */
  readonly reports: readonly JsonObject[];
}

interface MutableArrivals {
  readonly payloadTypes: Record<number, number>;
  readonly extensions: Record<string, number>;
  readonly reports: JsonObject[];
}

type Change = (sdp: string) => string;

/** A server whose offers request more than a call needs, and the data that it gets from that. */
export class HostileOffers implements Interception {
  private readonly changes = new Map<Change, string | undefined>();
  private readonly extensionIds = new Map<string, number>();
  private readonly arrivals = new Map<string, MutableArrivals>();

  /**
   * Replaces offers and re-offers by the result of `change`, for all members or one (a connection id or
   * client id).
   */
  change(change: Change, to?: string): () => void {
    this.changes.set(change, to);
    return () => this.changes.delete(change);
  }

  /** Requests these header extensions on every media section on which clients send. */
  askForExtensions(uris: Readonly<Partial<Record<Kind, readonly string[]>>>): () => void {
    return this.change((sdp) =>
      sdp
        .split(/(?=^m=)/m)
        .map((section) => {
          const kind = /^m=(audio|video) /.exec(section)?.[1] as Kind | undefined;
          if (!kind || !/^a=recvonly\r$/m.test(section)) return section;
          const lines = (uris[kind] ?? []).map((uri) => `a=extmap:${this.extensionId(uri)} ${uri}\r\n`);
          return section + lines.join("");
        })
        .join(""),
    );
  }

  arrivalsFrom(connectionId: string): Arrivals {
    return this.of(connectionId);
  }

  offer({ connectionId, clientId }: Identified, sdp: string): string {
    let changed = sdp;
    for (const [change, to] of this.changes) {
      if (to === undefined || to === connectionId || to === clientId) changed = change(changed);
    }
    return changed;
  }

  arrived(connectionId: string, packet: ReceivedRtp): void {
    const { payloadTypes, extensions } = this.of(connectionId);
    payloadTypes[packet.payloadType] = (payloadTypes[packet.payloadType] ?? 0) + 1;
    for (const [uri, id] of this.extensionIds) {
      if (readExtension(packet, id) !== undefined) extensions[uri] = (extensions[uri] ?? 0) + 1;
    }
  }

  statistics(connectionId: string, reports: readonly JsonObject[]): void {
    this.of(connectionId).reports.push(...reports);
  }

  private of(connectionId: string): MutableArrivals {
    const known = this.arrivals.get(connectionId);
    if (known) return known;
    const arrivals: MutableArrivals = { payloadTypes: {}, extensions: {}, reports: [] };
    this.arrivals.set(connectionId, arrivals);
    return arrivals;
  }

  /** One id for an extension in all media sections, as a bundle requires. */
  private extensionId(uri: string): number {
    const known = this.extensionIds.get(uri);
    if (known !== undefined) return known;
    const id = FIRST_EXTENSION_ID + this.extensionIds.size;
    this.extensionIds.set(uri, id);
    return id;
  }
}
