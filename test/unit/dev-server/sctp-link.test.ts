import { expect, it, vi } from "vitest";
import { Event, type RTCDtlsTransport, RTCSctpTransport } from "werift";
import { SctpLink } from "../../../dev-server/src/transport/sctp-link.ts";

const cookieEcho = 10;
const chunkType = (packet: Buffer) => packet[12];

it("an association is announced once when the client repeats its cookie after a late answer", async () => {
  const connected = vi.fn();
  const message = vi.fn();
  let toClient: (packet: Buffer) => void = () => undefined;
  const link = new SctpLink({
    send: async (packet) => toClient(packet),
    connected,
    message,
    reset: () => undefined,
    closed: () => undefined,
  });
  const client = new RTCSctpTransport(5000);
  const bridge = {
    id: "client",
    state: "connected",
    iceTransport: { role: "controlling" },
    onStateChange: new Event<[string]>(),
    dataReceiver: (_packet: Buffer): void => undefined,
    sendData: async (packet: Buffer) => {
      // As on a network, messages arrive after the sender has continued.
      setImmediate(() => {
        link.receive(packet);
        if (chunkType(packet) === cookieEcho) link.receive(Buffer.from(packet));
      });
    },
  };
  client.setDtlsTransport(bridge as unknown as RTCDtlsTransport);
  toClient = (packet) => bridge.dataReceiver(packet);
  await client.start(5000);
  await client.sctp.stateChanged.connected.asPromise();

  // When a later message arrives, both cookies have been handled.
  await client.sctp.send(1, 53, Buffer.from("hello"), { ordered: true });
  await vi.waitFor(() => expect(message).toHaveBeenCalled());
  expect(connected).toHaveBeenCalledTimes(1);

  await client.sctp.stop();
  link.close();
});
