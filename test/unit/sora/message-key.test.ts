import { describe, expect, it } from "vitest";
import { presenceEvent } from "../../../src/sora/notifications.ts";
import { claimField, writeClaim } from "../../../src/sora/participant-claim.ts";

const connectionId = "0123456789ABCDEFGHJKMNPQRS";
const key = btoa("k".repeat(32));
const claimed = { participant: { id: "p", purpose: "camera" }, name: null, role: "sendrecv" } as const;

function announcedKey(claim: unknown): string | null | undefined {
  const event = presenceEvent(
    {
      event_type: "connection.created",
      connection_id: connectionId,
      authn_metadata: { [claimField]: claim, name: "Ann" },
    },
    null,
  );
  if (event?.type !== "created") return undefined;
  expect(event.peer.metadata).toEqual({ name: "Ann" });
  return event.peer.messageKey;
}

describe("the key that signs sealed messages", () => {
  it("is announced in this library's metadata field, and read from there", () => {
    const claim = writeClaim({ ...claimed, messageKey: key });
    expect(claim.messageKey).toBe(key);
    expect(announcedKey(claim)).toBe(key);
  });

  it("is not announced when the identity key signs", () => {
    const claim = writeClaim({ ...claimed, messageKey: null });
    expect("messageKey" in claim).toBe(false);
    expect(announcedKey(claim)).toBeNull();
  });

  it.each([5, null, {}, `${key}${key}`])("is left out when it is %j", (messageKey) => {
    expect(announcedKey({ version: 1, messageKey })).toBeNull();
  });
});
