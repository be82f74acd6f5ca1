import type { WebSocket } from "ws";
import type { SignalingSocket } from "../channel/carriers.ts";
import type { Member } from "../channel/member.ts";
import { CLOSE, type CloseReason, Refusal } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import { allowedRequest } from "./allowed-request.ts";
import { type AuthContext, authenticated } from "./auth-hook.ts";
import { type ConnectRequest, readConnect } from "./connect-message.ts";
import { type JsonObject, parseMessage } from "./json.ts";
import { withoutUnsupported } from "./unsupported-fields.ts";

const CLOSE_GRACE = 2000;
/** The messages that a client may send before the auth hook has answered. */
const MAX_WAITING = 16;
const MAX_FIELD = 80;
const MAX_REPORTED = 32;

/** The server's methods for a session. */
export interface Admission {
  /** The state of the channel, for the request to the auth hook. */
  context(channelId: string): AuthContext;
  join(request: ConnectRequest, socket: SignalingSocket, connectionId: string): Member;
}

/** One WebSocket. It reads the connect message, then passes everything to the new member, and sends pings. */
export class WebSocketSession implements SignalingSocket {
  private member: Member | undefined;
  private lastMessage = Date.now();
  private lastPing = Date.now();
  private closing: NodeJS.Timeout | undefined;
  /** Messages that arrived during the call of the auth hook. */
  private waiting: Buffer[] | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly settings: Settings,
    private readonly admission: Admission,
    private readonly ended: (session: WebSocketSession) => void,
  ) {
    socket.on("message", (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    // ws also closes the socket after the errors that it reports here (a frame over its limit, bad UTF-8).
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

  /** Closes with 1001 without waiting for the other side. */
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
      else if (this.waiting) this.wait(this.waiting, data);
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
    const { message, unsupported } = withoutUnsupported(parseMessage(text), this.settings.capabilities);
    const asked = allowedRequest(readConnect(message), this.settings);
    for (const field of unsupported.slice(0, MAX_REPORTED)) this.report(field);
    if (this.settings.test.closeDuringHandshake === "before-offer") throw new Refusal(CLOSE.handshakeAborted);
    if (this.settings.redirectTo !== undefined && !asked.redirected) {
      this.send(JSON.stringify({ type: "redirect", location: this.settings.redirectTo }));
      return;
    }
    const context = this.admission.context(asked.channelId);
    if (!this.settings.authenticate) {
      this.admit(asked, context.connectionId);
      return;
    }
    const waiting: Buffer[] = [];
    this.waiting = waiting;
    this.authenticate(message, context).then(
      (request) => this.goOn(() => this.admit(request, context.connectionId), waiting),
      (error: unknown) => this.refuse(error),
    );
  }

  private async authenticate(message: JsonObject, context: AuthContext): Promise<ConnectRequest> {
    return allowedRequest(await authenticated(message, context, this.settings), this.settings);
  }

  private goOn(admit: () => void, waiting: readonly Buffer[]): void {
    this.waiting = undefined;
    if (!this.isOpen) return;
    this.guarded(admit);
    for (const data of waiting) this.receive(data, false);
  }

  private admit(request: ConnectRequest, connectionId: string): void {
    this.member = this.admission.join(request, this, connectionId);
    this.member.guarded(() => this.member?.sendOffer());
  }

  private wait(waiting: Buffer[], data: Buffer): void {
    if (waiting.length >= MAX_WAITING) throw new Refusal(CLOSE.unexpectedMessage("too early"));
    waiting.push(data);
  }

  /** Names come from the client, so they are quoted and shortened. */
  private report(field: string): void {
    this.settings.reportUnsupported(
      `connect: ${JSON.stringify(field.slice(0, MAX_FIELD))} is not supported and was ignored`,
    );
  }

  private guarded(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    this.close(error instanceof Refusal ? error.close : CLOSE.internalError);
  }

  private wasClosed(): void {
    clearTimeout(this.closing);
    this.ended(this);
    if (this.member?.carriers.needsSocket) this.member.leave(CLOSE.normal);
  }
}
