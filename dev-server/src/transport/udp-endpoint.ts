import { createSocket, type Socket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { bindingResponse, localFragment, type Remote, readBindingRequest } from "./stun.ts";

/** One member's end of the shared socket: found by its ICE user fragment first, then by the address that proved itself. */
export interface IceSession {
  readonly ufrag: string;
  readonly password: string;
  /** An authenticated connectivity check came from this address. */
  checked(remote: Remote, nominated: boolean): boolean;
  datagram(data: Buffer, remote: Remote): void;
}

/** ICE-lite for all members over one UDP socket. Unauthenticated datagrams are dropped. */
export class UdpEndpoint {
  private readonly byFragment = new Map<string, IceSession>();
  private readonly byRemote = new Map<string, IceSession>();

  private constructor(
    private readonly socket: Socket,
    readonly candidates: readonly Remote[],
  ) {
    socket.on("message", (data, remote) => this.receive(data, remote));
    // A send error concerns one datagram, and lost datagrams are normal here.
    socket.on("error", () => {});
  }

  static open(host: string): Promise<UdpEndpoint> {
    const type = host.includes(":") ? "udp6" : "udp4";
    const family = type === "udp6" ? 6 : 4;
    const socket = createSocket({
      type,
      recvBufferSize: 1 << 20,
      sendBufferSize: 1 << 20,
      lookup: (name, _options, done) => done(null, name === "localhost" ? "127.0.0.1" : name, family),
    });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, host, () => {
        socket.off("error", reject);
        const { address, port } = socket.address();
        resolve(
          new UdpEndpoint(
            socket,
            reachable(address).map((candidate) => ({ address: candidate, port })),
          ),
        );
      });
    });
  }

  register(session: IceSession): void {
    this.byFragment.set(session.ufrag, session);
  }

  unregister(session: IceSession): void {
    this.byFragment.delete(session.ufrag);
    for (const [remote, owner] of this.byRemote) if (owner === session) this.byRemote.delete(remote);
  }

  send(data: Buffer, remote: Remote): void {
    this.socket.send(data, remote.port, remote.address, () => {});
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private receive(data: Buffer, remote: Remote): void {
    const first = data[0];
    if (first === undefined) return;
    if (first < 4) this.receiveStun(data, remote);
    else this.byRemote.get(`${remote.address}|${remote.port}`)?.datagram(data, remote);
  }

  private receiveStun(data: Buffer, remote: Remote): void {
    const fragment = localFragment(data);
    const session = fragment === undefined ? undefined : this.byFragment.get(fragment);
    if (!session) return;
    const request = readBindingRequest(data, session.password);
    if (!request || !session.checked(remote, request.nominated)) return;
    this.byRemote.set(`${remote.address}|${remote.port}`, session);
    this.send(bindingResponse(request, remote, session.password), remote);
  }
}

function reachable(bound: string): string[] {
  if (bound !== "0.0.0.0" && bound !== "::") return [bound];
  const family = bound === "::" ? "IPv6" : "IPv4";
  return Object.values(networkInterfaces()).flatMap((interfaces) =>
    (interfaces ?? []).filter((each) => each.family === family).map((each) => each.address),
  );
}
