import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { hostCall, TransformHost } from "../../../src/e2ee/worker/host.ts";
import type { PostToPage, ToWorker } from "../../../src/e2ee/worker/messages.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { FakeClock, FakeStreams } from "./fakes.ts";

interface Scope {
  onmessage?: (event: { readonly data: unknown }) => void;
  onrtctransform?: (event: { readonly transformer: object }) => void;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
}

let scope: Scope;
let posted: (readonly [unknown, readonly unknown[]])[];

beforeEach(() => {
  posted = [];
  scope = { postMessage: (message, transfer) => void posted.push([message, transfer]) };
  vi.stubGlobal("self", scope);
});

afterEach(() => void vi.unstubAllGlobals());

/** The worker of a call, with what it passes on to the call. */
function host() {
  const received: ToWorker[] = [];
  let post: PostToPage = () => undefined;
  const transforms = new TransformHost({
    clock: new FakeClock(),
    peers: new Peers(new FakeClock()),
    sealer: () => null,
    onSender: () => undefined,
    onCount: () => undefined,
    onReceiver: () => undefined,
    onUnsupported: () => undefined,
    onInvalidStream: () => undefined,
  });
  const attach = vi.spyOn(transforms, "attach");
  hostCall((given) => {
    post = given;
    expect(posted).toEqual([]);
    return { transforms, receive: (message) => void received.push(message) };
  });
  return { received, attach, post };
}

it("a worker says that it is ready after it can receive messages", () => {
  scope.postMessage = (message, transfer) => {
    expect(scope.onmessage).toBeTypeOf("function");
    expect(scope.onrtctransform).toBeTypeOf("function");
    posted.push([message, transfer]);
  };
  host();
  expect(posted).toEqual([[{ type: "ready" }, []]]);
});

it("a worker passes the page's messages to its call, and its call's messages to the page", () => {
  const { received, post } = host();
  scope.onmessage?.({ data: { type: "retire" } });
  expect(received).toEqual([{ type: "retire" }]);
  const port = new MessageChannel().port1;
  post({ type: "parked", ports: [port] }, [port]);
  post({ type: "progress", loaded: 1, total: null });
  expect(posted.slice(1)).toEqual([
    [{ type: "parked", ports: [port] }, [port]],
    [{ type: "progress", loaded: 1, total: null }, []],
  ]);
});

it("a transform of the browser is attached with its options and its way to request key frames", async () => {
  const { attach } = host();
  const options = { direction: "send", transformId: 3, kind: "audio" };
  const sendKeyFrameRequest = vi.fn(async () => 90_000);
  const transformer = Object.assign(new FakeStreams(), { options, sendKeyFrameRequest });
  scope.onrtctransform?.({ transformer });
  expect(attach).toHaveBeenCalledWith(transformer, options, expect.any(Function));
  expect(await attach.mock.calls[0]?.[2]?.()).toBe(90_000);
  expect(sendKeyFrameRequest).toHaveBeenCalledOnce();
});

it("a transform of a browser that requests no key frames is attached, too", async () => {
  const { attach } = host();
  const options = { direction: "send", transformId: 3, kind: "audio" };
  scope.onrtctransform?.({ transformer: Object.assign(new FakeStreams(), { options }) });
  await expect(attach.mock.calls[0]?.[2]?.()).resolves.toBeUndefined();
});
