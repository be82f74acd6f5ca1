import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { publicKeyJwk } from "../../../src/call/vouching.ts";
import { createParticipantKey } from "../../../src/e2ee/identity/participant-key.ts";
import { type IssueVouchOptions, issueVouch, jwtVerifyVouch, jwtVouch } from "../../../src/jwt/index.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import type { ParticipantPublicKey } from "../../../src/protocol/identity.ts";

const expected = { issuer: "https://login.example", audience: "team" };

let privateKey: CryptoKey;
let jwks: { keys: JWK[] };
let ann: ParticipantPublicKey;
let ben: ParticipantPublicKey;

async function participant(): Promise<ParticipantPublicKey> {
  return publicKeyJwk(encodeBase64((await createParticipantKey()).publicKey));
}

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "first", alg: "ES256" }] };
  [ann, ben] = await Promise.all([participant(), participant()]);
});

afterEach(() => vi.useRealTimers());

function issue(changes: Partial<IssueVouchOptions> = {}): Promise<string> {
  return issueVouch({
    privateKey,
    algorithm: "ES256",
    keyId: "first",
    userId: "u1",
    name: "Ann",
    publicKey: ann,
    ...expected,
    ...changes,
  });
}

describe("a login server's token for a participant key", () => {
  it("contains user, name and login server for anyone with the login server's public keys", async () => {
    const verify = jwtVerifyVouch({ jwks, ...expected, by: "Example login" });
    expect(await verify(await issue(), ann)).toEqual({ userId: "u1", name: "Ann", by: "Example login" });
  });

  it("is refused for another participant's key", async () => {
    const verify = jwtVerifyVouch({ jwks, ...expected });
    await expect(verify(await issue(), ben)).rejects.toMatchObject({ code: "vouch-wrong-key" });
  });

  it.each<readonly [string, Partial<IssueVouchOptions>, string]>([
    ["has expired", { lifetime: -3600 }, "vouch-expired"],
    ["is by another issuer", { issuer: "https://other.example" }, "vouch-wrong-issuer"],
    ["is for another audience", { audience: "another app" }, "vouch-wrong-audience"],
    ["is signed with a key that is not in the key set", { keyId: "second" }, "vouch-invalid"],
    ["names no user", { userId: "" }, "vouch-invalid"],
  ])("is refused when it %s", async (_what, changes, code) => {
    const verify = jwtVerifyVouch({ jwks, ...expected });
    await expect(verify(await issue(changes), ann)).rejects.toMatchObject({ code });
  });

  it("is refused when another signer used the login server's name", async () => {
    const mallory = await generateKeyPair("ES256");
    const verify = jwtVerifyVouch({ jwks, ...expected });
    const token = await issue({ privateKey: mallory.privateKey });
    await expect(verify(token, ann)).rejects.toMatchObject({ code: "vouch-invalid" });
  });

  it("is refused when it is bound to no key, never expires, is not valid yet, or is malformed", async () => {
    const verify = jwtVerifyVouch({ jwks, ...expected });
    const header = { alg: "ES256", kid: "first" };
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT({ sub: "u1", iss: expected.issuer, aud: expected.audience, ...claims })
        .setProtectedHeader(header)
        .sign(privateKey);
    const later = Date.UTC(2100, 0, 1) / 1000;
    const tokens = [
      [await sign({ exp: later }), "vouch-invalid"],
      [await sign({ exp: later, cnf: {} }), "vouch-wrong-key"],
      [await sign({ cnf: { jkt: "x" } }), "vouch-invalid"],
      [await sign({ exp: later, nbf: later, cnf: {} }), "vouch-expired"],
      ["no token", "vouch-invalid"],
    ] as const;
    for (const [token, code] of tokens) {
      await expect(verify(token, ann), token).rejects.toMatchObject({ code });
    }
  });

  it("is refused when it is signed with a shared secret, also when the key set has one", async () => {
    const secret = new TextEncoder().encode("a secret that all participants have");
    const token = await issue({
      privateKey: { kty: "oct", k: btoa(String.fromCharCode(...secret)) },
      algorithm: "HS256",
    }).catch(() => "");
    const verify = jwtVerifyVouch({ jwks: { keys: [{ kty: "oct", k: "AA", kid: "first" }] }, ...expected });
    await expect(verify(token, ann)).rejects.toMatchObject({ code: "vouch-invalid" });
  });

  it.each<readonly [string, unknown]>([
    ["issuer", undefined],
    ["issuer", ""],
    ["issuer", ["https://login.example"]],
    ["audience", undefined],
    ["audience", ""],
    ["audience", null],
    ["clockTolerance", Number.NaN],
    ["clockTolerance", Number.POSITIVE_INFINITY],
    ["clockTolerance", "1 year"],
    ["clockTolerance", -1],
    ["algorithms", null],
    ["algorithms", []],
    ["algorithms", "ES256"],
    ["jwks", undefined],
    ["jwks", { keys: null }],
    ["jwks", "http://["],
  ])("is never checked without a usable %s (%j)", (name, value) => {
    const options = { jwks, ...expected, [name]: value } as unknown as Parameters<typeof jwtVerifyVouch>[0];
    expect(() => jwtVerifyVouch(options)).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(name) }),
    );
  });

  it("is not issued for a value that is not a participant key", async () => {
    for (const publicKey of [
      null,
      "key",
      { kty: "EC", crv: "P-256" },
      { ...ann, x: "short" },
      { ...ann, crv: "P-384" },
    ]) {
      await expect(issue({ publicKey })).rejects.toMatchObject({ code: "invalid-options" });
    }
  });
});

describe("a login server on the network", () => {
  it("is asked for a token by POST, and for its public keys by GET", async () => {
    const requests: unknown[] = [];
    const server = createServer((request, response) => {
      const answer = (value: unknown, status = 200) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (request.url === "/jwks") return answer(jwks);
      if (request.headers.authorization !== "Bearer ann") return answer({}, 401);
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", async () => {
        const { publicKey } = JSON.parse(body);
        requests.push(publicKey);
        answer({ token: await issue({ publicKey }) });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const vouch = jwtVouch({ url: `${url}/vouch`, headers: () => ({ authorization: "Bearer ann" }) });
      const verify = jwtVerifyVouch({ jwks: `${url}/jwks`, ...expected });
      expect(await verify(await vouch(ann), ann)).toMatchObject({ userId: "u1" });
      expect(requests).toEqual([ann]);
      await expect(jwtVouch({ url: `${url}/vouch` })(ann)).rejects.toMatchObject({
        code: "vouch-failed",
        message: expect.stringContaining("401"),
      });
      const unreachable = jwtVerifyVouch({ jwks: `${url}/nothing`, ...expected });
      await expect(unreachable(await issue(), ann)).rejects.toMatchObject({ code: "vouch-unchecked" });
    } finally {
      server.close();
    }
  });
});
