import type { WebSocket } from "ws";
import type { SignalingSocket } from "../channel/carriers.ts";
import type { Member } from "../channel/member.ts";
import { CLOSE, type CloseReason, Refusal } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import { allowedRequest } from "./allowed-request.ts";
import { type ConnectRequest, readConnect } from "./connect-message.ts";
import { parseMessage } from "./json.ts";

const CLOSE_GRACE = 2000;

/** One WebSocket: reads the connect message, then hands everything to the member that came of it, and pings. */
export class WebSocketSession implements SignalingSocket {
  private member: Member | undefined;
  private lastMessage = Date.now();
  private lastPing = Date.now();
  private closing: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly settings: Settings,
    private readonly join: (request: ConnectRequest, socket: SignalingSocket) => Member,
    private readonly ended: (session: WebSocketSession) => void,
  ) {
    socket.on("message", (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    // What ws reports here (a frame over its limit, bad UTF-8) it also closes for.
    socket.on("error", () => {});
    socket.on("close", () => this.wasClosed());
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(data: string | Buffer): void {
    if (this.isOpen) this.socket.send(data, { binary: typeof data !== "string" }, () => {});
  }

  close({ code, reason }: CloseReason): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    this.closing = setTimeout(() => this.socket.terminate(), CLOSE_GRACE);
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** Closes with 1001 and does not wait for the other side. */
  shutDown(): void {
    this.close(CLOSE.serverShutdown);
    clearTimeout(this.closing);
    setImmediate(() => this.socket.terminate());
  }

  tick(now: number): void {
    if (!this.isOpen) return;
    const silent = now - this.lastMessage;
    if (!this.member) {
      if (silent > this.settings.connectTimeout) this.close(CLOSE.connectTimeout);
    } else if (silent > this.settings.pongTimeout) {
      if (this.member.carriers.needsSocket) this.member.leave(CLOSE.pongTimeout);
      else this.close(CLOSE.pongTimeout);
    } else if (now - this.lastPing >= this.settings.pingInterval) {
      this.lastPing = now;
      this.send(JSON.stringify({ type: "ping" }));
    }
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.lastMessage = Date.now();
    if (!this.isOpen) return;
    const { member } = this;
    const handle = () => {
      if (data.length > this.settings.maxMessageBytes) throw new Refusal(CLOSE.messageTooLarge);
      if (isBinary) this.receiveBinary(data);
      else if (member) member.receiveText(data.toString());
      else this.receiveConnect(data.toString());
    };
    if (member) member.guarded(handle);
    else this.guarded(handle);
  }

  private receiveBinary(data: Buffer): void {
    if (!this.member) throw new Refusal(CLOSE.unexpectedBinary);
    this.member.receiveKeyMessage(data);
  }

  private receiveConnect(text: string): void {
    const request = allowedRequest(readConnect(parseMessage(text)), this.settings);
    if (this.settings.test.closeDuringHandshake === "before-offer") throw new Refusal(CLOSE.handshakeAborted);
    if (this.settings.redirectTo !== undefined && !request.redirected) {
      this.send(JSON.stringify({ type: "redirect", location: this.settings.redirectTo }));
      return;
    }
    this.member = this.join(request, this);
    this.member.guarded(() => this.member?.sendOffer());
  }

  private guarded(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.close(error instanceof Refusal ? error.close : CLOSE.internalError);
    }
  }

  private wasClosed(): void {
    clearTimeout(this.closing);
    this.ended(this);
    if (this.member?.carriers.needsSocket) this.member.leave(CLOSE.normal);
  }
}
