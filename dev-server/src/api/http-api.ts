import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Channel } from "../channel/channel.ts";
import { isLocalOrigin } from "../local-origin.ts";
import { isObject, type Json, type JsonObject } from "../signaling/json.ts";
import { ApiError, OPERATIONS } from "./operations.ts";

const LONGEST_BODY = 1 << 20;
/** A client reads an answer only after its whole body was received. A longer body is cut off. */
const LONGEST_UPLOAD = 16 << 20;
const TARGET = /^Sora_\d{8}\.(\w+)$/;

export interface HttpApi {
  readonly port: number;
  close(): Promise<void>;
}

/** Sora's HTTP API: `POST /` with the operation in `x-sora-target`, and its parameters as JSON. */
export async function startHttpApi(
  { port, host }: { readonly port: number; readonly host: string },
  channels: ReadonlyMap<string, Channel>,
): Promise<HttpApi> {
  const server = createServer((request, response) => {
    respond(request, response, channels).catch(() => response.destroy());
  });
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  channels: ReadonlyMap<string, Channel>,
): Promise<void> {
  const { origin } = request.headers;
  if (!isLocalOrigin(origin)) return answer(response, 403, { error_type: "FORBIDDEN-ORIGIN" });
  if (origin !== undefined) response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Methods", "POST, OPTIONS");
  response.setHeader(
    "Access-Control-Allow-Headers",
    "Origin, X-Requested-With, Content-Type, Accept, x-sora-target",
  );
  response.setHeader("Access-Control-Max-Age", "1000");
  if (request.method === "OPTIONS") return answer(response, 204, undefined);
  if (request.method !== "POST") return answer(response, 405, { error_type: "METHOD-NOT-ALLOWED" });
  const body = await read(request);
  if (body === null) {
    response.setHeader("Connection", "close");
    return answer(response, 413, { error_type: "BODY-TOO-LARGE" });
  }
  try {
    answer(response, 200, operate(request.headers["x-sora-target"], body, channels));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer(response, 400, { error_type: error.message });
  }
}

function operate(target: unknown, body: string, channels: ReadonlyMap<string, Channel>): Json {
  const name = TARGET.exec(String(target))?.[1] ?? "";
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation) throw new ApiError("UNKNOWN-TARGET");
  return operation(parametersIn(body), channels);
}

function parametersIn(body: string): JsonObject {
  if (body.trim() === "") return {};
  let parameters: unknown;
  try {
    parameters = JSON.parse(body);
  } catch {
    throw new ApiError("INVALID-JSON");
  }
  if (!isObject(parameters)) throw new ApiError("INVALID-JSON");
  return parameters;
}

/** Null for a body that is too long. */
async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LONGEST_BODY) chunks.push(chunk);
    else if (length > LONGEST_UPLOAD) throw new Error("the body is too long to be read to its end");
  }
  if (length > LONGEST_BODY) return null;
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, status: number, body: Json | undefined): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
