import { SoraE2EEError } from "../errors.ts";
import type { ParticipantPublicKey } from "../protocol/identity.ts";

export interface JwtVouchOptions {
  /** The URL of your login server, which answers a POST of `{ publicKey }` with `{ token }`, both JSON. */
  readonly url: string;
  /**
   * Additional headers of the request, such as `Authorization`: an object, or a function that is called for
   * each request.
   */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** Default `same-origin`. `include` sends the cookies of another origin. */
  readonly credentials?: RequestCredentials;
}

/** The option `identity.vouch` that asks a login server for a JWT. */
export function jwtVouch({
  url,
  headers = {},
  credentials = "same-origin",
}: JwtVouchOptions): (publicKey: ParticipantPublicKey) => Promise<string> {
  return async (publicKey) => {
    const given = typeof headers === "function" ? headers() : headers;
    const response = await fetch(url, {
      method: "POST",
      credentials,
      headers: { ...given, "content-type": "application/json" },
      body: JSON.stringify({ publicKey }),
    });
    const answer: unknown = response.ok ? await response.json().catch(() => null) : null;
    const token = typeof answer === "object" && answer !== null && "token" in answer ? answer.token : null;
    if (typeof token === "string") return token;
    throw new SoraE2EEError(
      "vouch-failed",
      `The login server at ${url} gave no token. It answered with status ${response.status}, but must answer 200 with { "token": "…" }.`,
    );
  };
}
