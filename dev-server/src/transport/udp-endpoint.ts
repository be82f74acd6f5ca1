import { createSocket, type Socket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { type Address, bindingResponse, localFragment, readBindingRequest } from "./stun.ts";

/** The source of a client's datagrams, and the socket that receives them. */
export interface Remote extends Address {
  readonly socket: Socket;
}

/**
 * One member's end of the shared sockets. It is found by its ICE user fragment first, then by its proven
 * address.
 */
export interface IceSession {
  readonly ufrag: string;
  readonly password: string;
  /**
   * An authenticated connectivity check arrived from this address. Returns true when it should be answered.
   */
  checked(remote: Remote, nominated: boolean): boolean;
  datagram(data: Buffer): void;
}

const MAX_ADDRESSES = 6;
const key = ({ address, port }: Address) => `${address}|${port}`;

/** ICE-lite for all members over one UDP socket per local address. Unauthenticated datagrams are dropped. */
export class UdpEndpoint {
  readonly candidates: readonly Address[];
  private readonly byFragment = new Map<string, IceSession>();
  private readonly byRemote = new Map<string, IceSession>();

  private constructor(private readonly sockets: readonly Socket[]) {
    this.candidates = sockets.map((socket) => socket.address());
    for (const socket of sockets) {
      socket.on("message", (data, { address, port }) => this.receive(data, { address, port, socket }));
      // A send error affects one datagram, and lost datagrams are normal here.
      socket.on("error", () => {});
    }
  }

  /** Rejects when no address of `host` can be bound. */
  static async open(host: string): Promise<UdpEndpoint> {
    const results = await Promise.allSettled(addressesFor(host).map((address) => bind(address)));
    const sockets = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const [failure] = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    if (sockets.length === 0) throw failure ?? new Error(`${host} has no address for media`);
    return new UdpEndpoint(sockets);
  }

  register(session: IceSession): void {
    this.byFragment.set(session.ufrag, session);
  }

  unregister(session: IceSession): void {
    this.byFragment.delete(session.ufrag);
    for (const [remote, owner] of this.byRemote) if (owner === session) this.byRemote.delete(remote);
  }

  send(data: Buffer, { socket, port, address }: Remote): void {
    socket.send(data, port, address, () => {});
  }

  async close(): Promise<void> {
    await Promise.all(
      this.sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }

  private receive(data: Buffer, remote: Remote): void {
    const first = data[0];
    if (first === undefined) return;
    if (first < 4) this.receiveStun(data, remote);
    else this.byRemote.get(key(remote))?.datagram(data);
  }

  private receiveStun(data: Buffer, remote: Remote): void {
    const fragment = localFragment(data);
    const session = fragment === undefined ? undefined : this.byFragment.get(fragment);
    if (!session) return;
    const request = readBindingRequest(data, session.password);
    if (!request || !session.checked(remote, request.nominated)) return;
    this.byRemote.set(key(remote), session);
    this.send(bindingResponse(request, remote, session.password), remote);
  }
}

function bind(address: string): Promise<Socket> {
  const family = address.includes(":") ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? "udp6" : "udp4",
    recvBufferSize: 1 << 20,
    sendBufferSize: 1 << 20,
    lookup: (name, _options, done) => done(null, name, family),
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, address, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/**
 * A loopback host stands for the machine's own addresses too: Firefox never tries a loopback candidate. Only clients that
 * reached the signaling have the ICE credentials without which nothing is answered.
 */
function addressesFor(host: string): string[] {
  const loopback: Readonly<Record<string, string>> = {
    localhost: "127.0.0.1",
    "127.0.0.1": "127.0.0.1",
    "0.0.0.0": "127.0.0.1",
    "::1": "::1",
    "::": "::1",
  };
  const first = loopback[host];
  if (first === undefined) return [host];
  const family = first.includes(":") ? "IPv6" : "IPv4";
  const external = Object.values(networkInterfaces()).flatMap((interfaces) =>
    (interfaces ?? [])
      .filter((each) => each.family === family && !each.internal && !/^(169\.254|fe80)/i.test(each.address))
      .map((each) => each.address),
  );
  return [first, ...external].slice(0, MAX_ADDRESSES);
}
