import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLoginServer } from "../../../examples/login-server.ts";
import { publicKeyJwk } from "../../../src/call/vouching.ts";
import { createParticipantKey } from "../../../src/e2ee/identity/participant-key.ts";
import { jwtVerifyVouch, jwtVouch } from "../../../src/jwt/index.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";

const expected = { issuer: "demo login", audience: "demo" };
const publicKey = publicKeyJwk(encodeBase64((await createParticipantKey()).publicKey));

let server: Awaited<ReturnType<typeof startLoginServer>>;
let url: string;

beforeAll(async () => {
  server = await startLoginServer(expected);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/login`;
});
afterAll(() => server.close());

async function signIn(name: unknown): Promise<Response> {
  return fetch(`${url}/sign-in`, { method: "POST", body: JSON.stringify({ name }) });
}

describe("the example of a login server", () => {
  it("issues a token for the key of the signed-in user, with the name from the session", async () => {
    const cookie = (await signIn(" Ann ")).headers.get("set-cookie")?.split(";")[0] ?? "";
    const token = await jwtVouch({ url: `${url}/vouch`, headers: { cookie } })(publicKey);
    const verify = jwtVerifyVouch({ jwks: `${url}/jwks`, ...expected });
    expect(await verify(token, publicKey)).toEqual({ userId: "demo:ann", name: "Ann", by: "demo login" });
    const me = await fetch(`${url}/me`, { headers: { cookie } });
    expect(await me.json()).toEqual({ name: "Ann" });
  });

  it("issues no token without a sign-in, or for a value that is not a key", async () => {
    await expect(jwtVouch({ url: `${url}/vouch` })(publicKey)).rejects.toMatchObject({
      code: "vouch-failed",
    });
    const cookie = (await signIn("Ben")).headers.get("set-cookie")?.split(";")[0] ?? "";
    const vouch = (body: string) => fetch(`${url}/vouch`, { method: "POST", headers: { cookie }, body });
    for (const body of ["{}", "no JSON", JSON.stringify({ publicKey: "key" }), "x".repeat(20_000)]) {
      expect((await vouch(body)).status, body.slice(0, 20)).toBe(400);
    }
    expect((await signIn("")).status).toBe(400);
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });
});
