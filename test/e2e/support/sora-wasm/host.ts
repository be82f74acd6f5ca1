import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostedFile {
  readonly body: string | Uint8Array;
  readonly type: string;
  readonly status?: number;
  /** Only this number of bytes is sent before `release`. */
  readonly holdAfter?: number;
}

export interface FileRequest {
  readonly path: string;
  /** The browser has gone away before the end. */
  aborted: boolean;
}

export interface HostOptions {
  /** The Content Security Policy of every answer, the worker's script included. */
  readonly policy?: string;
}

/** A site with a few files of its own; everything else is another site's. */
export class Host {
  readonly requests: FileRequest[] = [];
  readonly #files = new Map<string, HostedFile>();
  readonly #held: (() => void)[] = [];
  #failure: number | null = null;
  readonly #behind: string;
  readonly #headers: Record<string, string>;
  readonly #server = createServer(({ url = "/" }, response) => {
    this.#answer(new URL(url, "http://x").pathname, response).catch((error: Error) =>
      response.destroy(error),
    );
  });

  private constructor(behind: string, { policy }: HostOptions) {
    this.#behind = behind;
    this.#headers = policy === undefined ? {} : { "content-security-policy": policy };
  }

  static async open(behind: string, options: HostOptions = {}): Promise<Host> {
    const host = new Host(behind, options);
    await new Promise<void>((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  serve(path: string, file: HostedFile): void {
    this.#files.set(path, file);
  }

  /** Answers with this status in place of each of its files; null ends that. */
  fail(status: number | null): void {
    this.#failure = status;
  }

  /** Sends the rest of the held response. */
  release(): void {
    for (const finish of this.#held.splice(0)) finish();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    const file = this.#files.get(path);
    if (!file) {
      const { status, headers, body } = await this.#fromBehind(path);
      response.writeHead(status, { ...headers, ...this.#headers }).end(body);
      return;
    }
    const { type } = file;
    const status = this.#failure ?? file.status ?? 200;
    const body = Buffer.from(file.body);
    const hold = file.holdAfter ?? body.length;
    const request = { path, aborted: false };
    this.requests.push(request);
    response.on("close", () => {
      request.aborted = !response.writableFinished;
    });
    response.writeHead(status, {
      "content-type": type,
      "content-length": body.length,
      "cache-control": "no-store",
      ...this.#headers,
    });
    response.write(body.subarray(0, hold));
    if (hold < body.length) await new Promise<void>((resolve) => this.#held.push(resolve));
    response.end(body.subarray(hold));
  }

  async #fromBehind(path: string) {
    const answer = await fetch(new URL(path, this.#behind));
    return {
      status: answer.status,
      headers: { "content-type": answer.headers.get("content-type") ?? "application/octet-stream" },
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }
}
