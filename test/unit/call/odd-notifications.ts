import fc from "fast-check";

export const selfId = "SELF----------------------";
const goodIds = [selfId, "ALICE---------------------", "BOB-----------------------"];
const oddIds = [
  "constructor",
  "toString",
  "__proto__",
  "hasOwnProperty",
  "",
  "x",
  "a".repeat(26_000),
  "\u0000".repeat(26),
  "é".repeat(26),
];

const json = fc.jsonValue({ maxDepth: 4 });
/** From a valid value to any value. */
const oneOf = (...fitting: readonly unknown[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: json });

const bundle = { identityKey: "a", signedPreKey: "b", preKeySignature: "c" };
const claim = fc.record(
  {
    version: oneOf(1, 2),
    participantId: oneOf("p1", "__proto__", "x".repeat(1000)),
    purpose: oneOf("camera", "screen"),
    role: oneOf("sendrecv", "sendonly", "recvonly"),
  },
  { requiredKeys: [] },
);
const metadata = fc.oneof(
  json,
  fc.record(
    {
      name: oneOf("Ann", "\u202eAnn", "\ud800"),
      pre_key_bundle: oneOf(bundle, { ...bundle, identityKey: 1 }),
      react_sora_e2ee: fc.oneof(claim, json),
    },
    { requiredKeys: [] },
  ),
  // `JSON.parse` creates an own property for such a key.
  fc.constant(JSON.parse('{"__proto__": {"name": "Eve"}, "constructor": {"prototype": {"polluted": 1}}}')),
);
const fields = {
  connection_id: oneOf(...goodIds, ...oddIds),
  client_id: oneOf("client", "x".repeat(1000)),
  bundle_id: oneOf("bundle"),
  role: oneOf("sendrecv", "sendonly", "recvonly"),
  authn_metadata: metadata,
  metadata,
};
const entry = fc.oneof(
  { weight: 4, arbitrary: fc.record(fields, { requiredKeys: [] }) },
  { weight: 1, arbitrary: json },
);

/** A notification as only a hostile or broken server sends it: wrong types, nested junk, parts missing, odd ids. */
export const oddNotification: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        type: fc.constant("notify"),
        event_type: oneOf(
          "connection.created",
          "connection.destroyed",
          "connection.updated",
          "network.status",
          "spotlight.focused",
          "spotlight.unfocused",
          "simulcast.switched",
          "recording.started",
          "ipv4.status",
          "__proto__",
        ),
        sender_connection_id: oneOf(...goodIds, ...oddIds),
        receiver_connection_id: oneOf(...goodIds, ...oddIds),
        current_rid: oneOf("r0", "r2", "none", "r9", "__proto__"),
        request_rid: oneOf("r1", "none", "constructor"),
        unstable_level: oneOf(0, 3, 4, -1, 1.5, "2"),
        fixed: oneOf(true, false),
        audio: oneOf(true, 1),
        video: oneOf(true, 1),
        channel_connections: oneOf(3, -1, 1.5, "3"),
        channel_sendrecv_connections: oneOf(2, null),
        data: fc.oneof(fc.array(entry, { maxLength: 6 }), json),
        metadata_list: fc.oneof(fc.array(entry, { maxLength: 6 }), json),
        ...fields,
      },
      { requiredKeys: ["type"] },
    ),
  },
  { weight: 1, arbitrary: json },
);
