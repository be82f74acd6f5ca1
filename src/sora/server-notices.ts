import { layerIds, type ServerNotice, unstableLevels } from "../protocol/server.ts";
import { isNotifiedId } from "./notifications.ts";
import { isRecord } from "./untrusted-json.ts";

/** Null for every other notification, and for a malformed one. */
export function serverNotice(message: unknown): ServerNotice | null {
  if (!isRecord(message)) return null;
  switch (message.event_type) {
    case "simulcast.switched": {
      const { sender_connection_id: connectionId } = message;
      const current = layerIds.find((rid) => rid === message.current_rid);
      const requested = layerIds.find((rid) => rid === message.request_rid);
      if (!isNotifiedId(connectionId) || !current || !requested) return null;
      return { type: "layer", connectionId, current, requested };
    }
    case "spotlight.focused":
    case "spotlight.unfocused": {
      const { connection_id: connectionId } = message;
      if (!isNotifiedId(connectionId)) return null;
      return { type: "focus", connectionId, focused: message.event_type === "spotlight.focused" };
    }
    case "network.status": {
      const unstableLevel = unstableLevels.find((level) => level === message.unstable_level);
      return unstableLevel === undefined ? null : { type: "network", unstableLevel };
    }
    default:
      return null;
  }
}
