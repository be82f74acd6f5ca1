import { beforeAll, expect, it } from "vitest";
import { DtlsClient, ProtectionProfileAeadAes128Gcm } from "werift";
import {
  createServerCertificate,
  type ServerCertificate,
} from "../../../dev-server/src/transport/certificate.ts";
import { DtlsLink } from "../../../dev-server/src/transport/dtls-link.ts";
import { eventually } from "../../support/wait.ts";

const handshake = 22;
const clientHello = 1;
const flight = {
  certificate: 11,
  "key exchange": 16,
  "certificate verify": 15,
  finished: "encrypted",
} as const;
const isEncrypted = (datagram: Buffer) => datagram.readUInt16BE(3) > 0;

/** The type of a datagram's first handshake message. */
function messageType(datagram: Buffer): number | "encrypted" | undefined {
  if (datagram[0] !== handshake) return undefined;
  return isEncrypted(datagram) ? "encrypted" : datagram[13];
}

let certificates: readonly [ServerCertificate, ServerCertificate];
beforeAll(async () => {
  certificates = [await createServerCertificate(), await createServerCertificate()];
});

/** A client and our link. `toServer` gives what arrives in place of a datagram of the client. */
function connection(toServer: (datagram: Buffer) => readonly Buffer[]) {
  const [forServer, { certificate }] = certificates;
  const seen = {
    connects: 0,
    failures: 0,
    clientConnected: false,
    fromServer: [] as Buffer[],
    atServer: "",
    atClient: "",
  };
  const link = new DtlsLink(forServer, {
    send: (datagram) => {
      seen.fromServer.push(Buffer.from(datagram));
      setImmediate(() => client.transport.socket.onData(datagram, ["", 0]));
    },
    connected: () => {
      seen.connects++;
    },
    data: (data) => {
      seen.atServer += data;
    },
    closed: () => undefined,
    failed: () => {
      seen.failures++;
    },
  });
  const client = new DtlsClient({
    cert: certificate.certPem,
    key: certificate.privateKey,
    signatureHash: certificate.signatureHash,
    srtpProfiles: [ProtectionProfileAeadAes128Gcm],
    extendedMasterSecret: true,
    transport: {
      type: "udp",
      address: { address: "", family: "", port: 0 },
      closed: false,
      onData: () => undefined,
      send: async (datagram) => {
        for (const arriving of toServer(Buffer.from(datagram))) setImmediate(() => link.receive(arriving));
      },
      close: async () => undefined,
    },
  });
  client.onConnect.once(() => {
    seen.clientConnected = true;
  });
  client.onData.subscribe((data) => {
    seen.atClient += data;
  });
  client.connect().catch(() => undefined);
  return { link, client, seen };
}

/** Both sides have the same keys. */
async function carriesData({ link, client, seen }: ReturnType<typeof connection>): Promise<void> {
  await eventually("the client is connected", () => expect(seen.clientConnected).toBe(true));
  await client.send(Buffer.from("up"));
  await link.send(Buffer.from("down"));
  await eventually("data arrive", () =>
    expect([seen.atServer, seen.atClient, seen.failures]).toEqual(["up", "down", 0]),
  );
  link.close();
}

it.each(Object.entries(flight))(
  "a DTLS handshake comes up when the client's first %s is lost",
  async (_name, type) => {
    let lost = false;
    const pair = connection((datagram) => {
      if (lost || messageType(datagram) !== type) return [datagram];
      lost = true;
      return [];
    });
    await carriesData(pair);
    expect(lost).toBe(true);
  },
);

it("a DTLS handshake comes up when the first hello comes again after the second", async () => {
  const hellos: Buffer[] = [];
  const pair = connection((datagram) => {
    if (messageType(datagram) !== clientHello) return [datagram];
    hellos.push(datagram);
    return hellos.length === 2 ? [datagram, hellos[0]!] : [datagram];
  });
  await carriesData(pair);
  expect(hellos.length).toBeGreaterThan(1);
});

it("a DTLS handshake comes up when messages come in parts and several share a record", async () => {
  const part = (datagram: Buffer, from: number, to: number) => {
    const head = Buffer.from(datagram.subarray(0, 25));
    head.writeUInt16BE(12 + to - from, 11);
    head.writeUIntBE(from, 19, 3);
    head.writeUIntBE(to - from, 22, 3);
    return Buffer.concat([head, datagram.subarray(25 + from, 25 + to)]);
  };
  const beyond = (datagram: Buffer) => {
    const longer = part(datagram, 50, datagram.length - 25);
    longer.writeUInt16BE(longer.readUInt16BE(11) + 8, 11);
    longer.writeUIntBE(longer.readUIntBE(22, 3) + 8, 22, 3);
    return Buffer.concat([longer, Buffer.alloc(8)]);
  };
  let held: Buffer | undefined;
  const pair = connection((datagram) => {
    const length = datagram.length - 25;
    switch (messageType(datagram)) {
      case clientHello:
        // The end is repeated in other parts, and one goes beyond the message.
        return [part(datagram, 0, 50), beyond(datagram), part(datagram, 20, 60), part(datagram, 50, length)];
      case flight.certificate:
        held = datagram;
        return [];
      case flight["key exchange"]: {
        const both = Buffer.concat([held!, datagram.subarray(13)]);
        both.writeUInt16BE(both.length - 13, 11);
        return [both];
      }
      default:
        return [datagram];
    }
  });
  await carriesData(pair);
});

it("a DTLS link connects once, and answers again, when the client repeats its last messages", async () => {
  const repeated: readonly unknown[] = Object.values(flight);
  const pair = connection((datagram) =>
    repeated.includes(messageType(datagram)) ? [datagram, datagram] : [datagram],
  );
  await carriesData(pair);
  expect(pair.seen.connects).toBe(1);
  expect(pair.seen.fromServer.filter((datagram) => messageType(datagram) === "encrypted")).toHaveLength(2);
});

it("a DTLS link gives no number to two records", async () => {
  const { link, seen } = connection((datagram) => [datagram]);
  await eventually("the server is connected", () => expect(seen.connects).toBe(1));
  for (let i = 0; i < 20; i++) await link.send(Buffer.from("data"));
  const numbers = seen.fromServer.filter(isEncrypted).map((datagram) => datagram.readUIntBE(5, 6));
  // The last handshake message may have been repeated unchanged.
  const handshakes = seen.fromServer.filter((datagram) => messageType(datagram) === "encrypted").length;
  expect(new Set(numbers).size).toBe(numbers.length - (handshakes - 1));
  link.close();
});

it("a DTLS link goes on after a made-up hello that is not encrypted", async () => {
  let hello: Buffer | undefined;
  const pair = connection((datagram) => {
    if (messageType(datagram) === clientHello) hello = datagram;
    return [datagram];
  });
  await eventually("both sides are connected", () =>
    expect([pair.seen.connects, pair.seen.clientConnected]).toEqual([1, true]),
  );
  const next = Buffer.from(hello!);
  // The client's handshake had the messages 0 to 5: two hellos, certificate, key exchange, verify, finished.
  for (const sequence of [5, 6]) {
    next.writeUInt16BE(sequence, 17);
    pair.link.receive(Buffer.from(next));
  }
  await carriesData(pair);
});
