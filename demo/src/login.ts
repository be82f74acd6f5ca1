import { useCallback, useEffect, useMemo, useState } from "react";
import type { MeetingProps } from "react-sora-e2ee";
import { jwtVerifyVouch, jwtVouch } from "react-sora-e2ee/jwt";
import type { Params } from "./params.ts";

/** The URL at which `npm start` serves the demo's login. Empty: there is none. */
const address = import.meta.env.VITE_LOGIN;
const issuer = "demo login";
const audience = "react-sora-e2ee-demo";

export interface Login {
  /** Null when not signed in. */
  readonly name: string | null;
  readonly signIn: (name: string) => Promise<void>;
}

/** The demo's login. Null when there is none. `asked` signs in at once. */
export function useLogin(asked: string | null): Login | null {
  const [name, setName] = useState<string | null>(asked);
  const signIn = useCallback(async (wanted: string) => setName(await requestSignIn(wanted)), []);
  useEffect(() => {
    if (address === "" || asked !== null) return;
    let current = true;
    void fetch(`${address}/me`)
      .then((response) => response.json())
      .then(({ name }: { name: string | null }) => current && setName(name));
    return () => {
      current = false;
    };
  }, [asked]);
  return useMemo(() => (address === "" ? null : { name, signIn }), [name, signIn]);
}

/** All participants check the login's statements. Only those who signed in get one about themselves. */
export function identityWith(
  type: Params["identity"],
  login: Login | null,
  asked: string | null,
): NonNullable<MeetingProps["identity"]> {
  if (login === null || type === "none") return type;
  const request = jwtVouch({ url: `${address}/vouch` });
  return {
    type,
    ...(login.name !== null && {
      vouch: async (publicKey) => {
        if (asked !== null) await requestSignIn(asked);
        return request(publicKey);
      },
    }),
    verifyVouch: jwtVerifyVouch({ jwks: `${address}/jwks`, issuer, audience, by: issuer }),
  };
}

async function requestSignIn(name: string): Promise<string> {
  const response = await fetch(`${address}/sign-in`, { method: "POST", body: JSON.stringify({ name }) });
  if (!response.ok) throw new Error(`The demo's login answered ${response.status}.`);
  const { name: signedIn } = (await response.json()) as { readonly name: string };
  return signedIn;
}
