import WebSocket from "ws";
import { waitLimit } from "../../../support/limits.ts";

export type Message = Readonly<Record<string, unknown>>;

/** A signaling client that sends any message of a test. */
export class RawClient {
  readonly messages: Message[] = [];
  readonly binaries: Buffer[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.binaries.push(data);
      else this.messages.push(JSON.parse(data.toString()) as Message);
      for (const check of this.waiting) check();
    });
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url));
    await new Promise((resolve, reject) => {
      client.socket.once("open", resolve);
      client.socket.once("error", reject);
    });
    return client;
  }

  send(data: unknown): void {
    this.socket.send(typeof data === "string" || Buffer.isBuffer(data) ? data : JSON.stringify(data));
  }

  /** The first message of this kind, come or to come. */
  message(matches: (message: Message) => boolean): Promise<Message> {
    return this.until(() => this.messages.find(matches));
  }

  binary(index = 0): Promise<Buffer> {
    return this.until(() => this.binaries[index]);
  }

  /** One round trip: the server answers after it has handled all earlier messages. */
  async roundTrip(): Promise<void> {
    const back = new Promise((resolve) => this.socket.once("pong", resolve));
    this.socket.ping();
    await back;
  }

  close(): void {
    this.socket.terminate();
  }

  private until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        reject(new Error(`not in time; came: ${JSON.stringify(this.messages.map((each) => each.type))}`));
      }, waitLimit);
      const check = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(found);
      };
      this.waiting.add(check);
      check();
    });
  }
}

export const connectMessage = (extra: Message = {}): Message => ({
  type: "connect",
  role: "sendrecv",
  channel_id: "room",
  sdp: "",
  audio: true,
  video: { codec_type: "VP8" },
  ...extra,
});
