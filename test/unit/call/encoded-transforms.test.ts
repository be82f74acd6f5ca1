import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EncodedTransforms } from "../../../src/call/encoded-transforms.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";

const alice = "ALICE---------------------";
const bob = "BOB-----------------------";

/** A sender or receiver of a browser with `createEncodedStreams`. */
class WithStreams {
  taken = 0;
  createEncodedStreams() {
    this.taken++;
    return { readable: `readable ${this.taken}`, writable: `writable ${this.taken}` };
  }
}

function setUp() {
  const posted: unknown[] = [];
  const worker = { name: "worker" };
  const client = {
    worker,
    post: (message: unknown, transfer?: unknown) => posted.push({ message, transfer }),
  };
  return { posted, worker, transforms: new EncodedTransforms(client as unknown as WorkerClient) };
}

const sender = () => new WithStreams() as unknown as RTCRtpSender;
const receiver = () => new WithStreams() as unknown as RTCRtpReceiver;

afterEach(() => void vi.unstubAllGlobals());

describe("the page's transforms, with encoded streams", () => {
  beforeEach(() => void vi.stubGlobal("RTCRtpSender", WithStreams));

  it("pass both ends of every sender and receiver to the worker", () => {
    const { posted, transforms } = setUp();
    const camera = sender();
    transforms.attachSender(camera, "video");
    transforms.attachReceiver(receiver(), "audio", alice);
    const ends = { readable: "readable 1", writable: "writable 1" };
    const transfer = ["readable 1", "writable 1"];
    const send = { direction: "send", transformId: 0, kind: "video" };
    const receive = { direction: "receive", transformId: 1, kind: "audio", connectionId: alice };
    expect(posted).toMatchObject([
      { message: { type: "attach", options: send, ...ends }, transfer },
      { message: { type: "attach", options: receive, ...ends }, transfer },
    ]);
    expect([...transforms.senders]).toMatchObject([[camera, { transformId: 0, kind: "video" }]]);
  });

  it("take a sender's streams only once, also when it is attached again", () => {
    const { posted, transforms } = setUp();
    const camera = sender();
    for (let i = 0; i < 3; i++) transforms.attachSender(camera, "video");
    expect(posted).toHaveLength(1);
    expect((camera as unknown as WithStreams).taken).toBe(1);
  });

  it("bind a reused receiver to its new sender, and only when the sender changed", () => {
    const { posted, transforms } = setUp();
    const reused = receiver();
    expect(transforms.idOf(reused)).toBeUndefined();
    transforms.attachReceiver(reused, "video", alice);
    transforms.attachReceiver(reused, "video", alice);
    expect(posted).toHaveLength(1);
    expect(transforms.idOf(reused)).toBe(0);
    transforms.attachReceiver(reused, "video", bob);
    transforms.attachReceiver(reused, "video", bob);
    transforms.attachReceiver(reused, "video", alice);
    expect(posted.slice(1)).toMatchObject([
      { message: { type: "rebind", transformId: 0, connectionId: bob } },
      { message: { type: "rebind", transformId: 0, connectionId: alice } },
    ]);
  });

  it("report a removed receiver to the worker once, and attach it again when it returns", () => {
    const { posted, transforms } = setUp();
    const gone = receiver();
    transforms.detachReceiver(gone);
    transforms.attachReceiver(gone, "video", alice);
    transforms.detachReceiver(gone);
    transforms.detachReceiver(gone);
    expect(posted.slice(1)).toMatchObject([{ message: { type: "detach", transformId: 0 } }]);
    transforms.attachReceiver(gone, "video", alice);
    expect(posted[2]).toMatchObject({ message: { type: "attach", options: { transformId: 1 } } });
  });
});

describe("the page's transforms, with script transforms", () => {
  it("put one transform of the call's worker on every sender and receiver", () => {
    class ScriptTransform {
      readonly given: unknown[];
      constructor(...given: unknown[]) {
        this.given = given;
      }
    }
    class WithTransform {
      transform: ScriptTransform | null = null;
    }
    Object.defineProperty(WithTransform.prototype, "transform", { value: null, writable: true });
    vi.stubGlobal("RTCRtpSender", WithTransform);
    vi.stubGlobal("RTCRtpScriptTransform", ScriptTransform);
    const { posted, worker, transforms } = setUp();
    const camera = new WithTransform();
    const speaker = new WithTransform();
    transforms.attachSender(camera as unknown as RTCRtpSender, "video");
    transforms.attachReceiver(speaker as unknown as RTCRtpReceiver, "audio", alice);
    expect(camera.transform?.given).toMatchObject([
      worker,
      { direction: "send", transformId: 0, kind: "video" },
    ]);
    expect(speaker.transform?.given).toMatchObject([
      worker,
      { direction: "receive", transformId: 1, kind: "audio", connectionId: alice },
    ]);
    expect(posted).toEqual([]);
  });
});

describe("the page's transforms, in a browser without any", () => {
  it("refuse to attach, and count no sender as protected", () => {
    const { transforms } = setUp();
    const refused = expect.objectContaining({ code: "browser-unsupported" });
    expect(() => transforms.attachSender(sender(), "video")).toThrow(refused);
    expect(() => transforms.attachReceiver(receiver(), "video", alice)).toThrow(refused);
    expect(transforms.senders.size).toBe(0);
  });
});
