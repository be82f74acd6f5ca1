import { expect, it } from "vitest";
import { Event, type RTCDtlsTransport, RTCSctpTransport } from "werift";
import { SctpLink } from "../../../dev-server/src/transport/sctp-link.ts";
import { eventually } from "../../support/wait.ts";

it("keeps sending after a datagram was lost and later ones were acknowledged", async () => {
  let lost = false;
  let connected = false;
  const received: (number | undefined)[] = [];
  const transport = new RTCSctpTransport(5000);
  const link = new SctpLink({
    send: async (data) => {
      if (!lost) setImmediate(() => bridge.dataReceiver(data));
    },
    connected: () => {
      connected = true;
    },
    message: () => {},
    reset: () => {},
    closed: () => {},
  });
  const bridge = {
    state: "connected",
    iceTransport: { role: "controlling" },
    onStateChange: new Event<[string]>(),
    dataReceiver: (_data: Buffer) => {},
    sendData: async (data: Buffer) => {
      setImmediate(() => link.receive(data));
    },
  };
  transport.setDtlsTransport(bridge as unknown as RTCDtlsTransport);
  const client = transport.sctp;
  client.onReceive.allUnsubscribe();
  client.onReceive.subscribe((_stream, _protocol, data) => received.push(data[0]));
  client.isServer = false;
  await client.start(5000);
  await eventually("the association is up", () => expect(connected).toBe(true));
  const send = (content: number, size: number) =>
    link.send(1, 53, Buffer.alloc(size, content), { ordered: true });

  lost = true;
  send(1, 100);
  await new Promise((resolve) => setImmediate(resolve));
  lost = false;
  send(2, 1000);
  send(3, 1200);
  await eventually("the lost message is repeated", () => expect(received).toEqual([1, 2, 3]));
  for (const content of [4, 5, 6, 7, 8]) send(content, 500);
  await eventually("later messages arrive", () => expect(received).toEqual([1, 2, 3, 4, 5, 6, 7, 8]));
  lost = true;
  await new Promise((resolve) => setImmediate(resolve));
  await client.stop();
  link.close();
});
