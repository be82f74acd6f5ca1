import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { issueVouch } from "react-sora-e2ee/jwt";

interface User {
  readonly id: string;
  readonly name: string;
}

export interface LoginOptions {
  /** The value that peers set as `issuer` of `jwtVerifyVouch`. */
  readonly issuer: string;
  /** The value that peers set as `audience` of `jwtVerifyVouch`. */
  readonly audience: string;
}

const keyId = "1";
const longestBody = 10_000;

/**
 * A login server for a demo: everybody signs in with any name, without a password. Your own server knows its
 * users already, and keeps its key. The important function is `vouch`: it takes the user from the session, and
 * only the key from the request.
 */
export async function createLogin({ issuer, audience }: LoginOptions) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, alg: "ES256", use: "sig" }] };
  const sessions = new Map<string, User>();

  const userOf = ({ headers: { cookie = "" } }: IncomingMessage): User | null => {
    const [, session = ""] = /(?:^|; )session=([\w-]+)/.exec(cookie) ?? [];
    return sessions.get(session) ?? null;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method} ${request.url}`) {
      case "GET /login/jwks":
        return send(response, 200, jwks);
      case "GET /login/me":
        return send(response, 200, { name: userOf(request)?.name ?? null });
      case "POST /login/sign-in": {
        const { name } = await read(request);
        if (typeof name !== "string" || name.trim() === "") return send(response, 400, {});
        const session = randomUUID();
        sessions.set(session, { id: `demo:${name.trim().toLowerCase()}`, name: name.trim() });
        response.setHeader("set-cookie", `session=${session}; Path=/login; HttpOnly; SameSite=Strict`);
        return send(response, 200, { name: name.trim() });
      }
      case "POST /login/vouch": {
        const user = userOf(request);
        if (user === null) return send(response, 401, {});
        const { publicKey } = await read(request);
        const options = { privateKey, algorithm: "ES256", keyId, issuer, audience, publicKey };
        return send(response, 200, {
          token: await issueVouch({ ...options, userId: user.id, name: user.name }),
        });
      }
      default:
        return send(response, 404, {});
    }
  }

  /** For `http.createServer`, or as a middleware. */
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => send(response, 400, {}));
  };
}

export async function startLoginServer(options: LoginOptions): Promise<Server> {
  const server = createServer(await createLogin(options));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let body = "";
  for await (const part of request) {
    body += String(part);
    if (body.length > longestBody) throw new Error("The body is too long.");
  }
  const value: unknown = JSON.parse(body);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
