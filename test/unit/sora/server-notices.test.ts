import { describe, expect, it } from "vitest";
import { serverNotice } from "../../../src/sora/server-notices.ts";
import { signalingTrace, timelineTrace } from "../../../src/sora/traces.ts";

const id = "ANN-----------------------";

describe("server notices about layers, focus and the network", () => {
  it.each([
    [
      { event_type: "simulcast.switched", sender_connection_id: id, current_rid: "r1", request_rid: "r2" },
      { type: "layer", connectionId: id, current: "r1", requested: "r2" },
    ],
    [
      { event_type: "spotlight.focused", connection_id: id, audio: true },
      { type: "focus", connectionId: id, focused: true },
    ],
    [
      { event_type: "spotlight.unfocused", connection_id: id },
      { type: "focus", connectionId: id, focused: false },
    ],
    [
      { event_type: "network.status", unstable_level: 3 },
      { type: "network", unstableLevel: 3 },
    ],
  ])("%j is parsed", (message, notice) => {
    expect(serverNotice(message)).toEqual(notice);
  });

  it.each([
    null,
    [],
    { event_type: "connection.created", connection_id: id },
    { event_type: "simulcast.switched", sender_connection_id: null, current_rid: "r1", request_rid: "r1" },
    { event_type: "simulcast.switched", sender_connection_id: id, current_rid: "r9", request_rid: "r1" },
    { event_type: "spotlight.focused", connection_id: "__proto__" },
    { event_type: "network.status", unstable_level: 4 },
    { event_type: "network.status", unstable_level: "1" },
  ])("%j is ignored", (message) => {
    expect(serverNotice(message)).toBeNull();
  });
});

describe("steps for the app's log", () => {
  const data = { metadata: { access_token: "secret" }, sdp: "a=ice-pwd:secret" };

  it("a signaling step names its transport, without its content", () => {
    const event = Object.assign(new Event("onmessage-offer"), { transportType: "websocket", data });
    expect(signalingTrace(event)).toEqual({ transport: "websocket", type: "onmessage-offer" });
  });

  it("a connection step names its source and its channel, without its content", () => {
    const event = Object.assign(new Event("onopen"), {
      logType: "datachannel",
      dataChannelLabel: "notify",
      data,
    });
    expect(timelineTrace(event)).toEqual({ source: "datachannel", type: "onopen", label: "notify" });
  });

  it("a name from the server is bounded", () => {
    const event = Object.assign(new Event("x".repeat(1000)), { transportType: "websocket" });
    expect(signalingTrace(event)?.type).toHaveLength(80);
  });

  it("an event of an unknown kind is ignored", () => {
    expect(signalingTrace(Object.assign(new Event("a"), { transportType: "pigeon" }))).toBeNull();
    expect(timelineTrace(new Event("a"))).toBeNull();
    expect(timelineTrace(null)).toBeNull();
  });
});
