import { useId, useState } from "react";
import type { Texts } from "./language.ts";
import type { Login } from "./login.ts";

/** Signs in at the demo's login, which then vouches for this person in the call. */
export function LoginFields({ texts, login }: { readonly texts: Texts; readonly login: Login }) {
  const id = useId();
  const [name, setName] = useState("");
  if (login.name !== null) {
    return (
      <p className="sora-note">
        {texts.signedIn} <bdi>{login.name}</bdi>
      </p>
    );
  }
  return (
    <div className="sora-field">
      <label htmlFor={id}>{texts.login}</label>
      <input
        id={id}
        className="sora-input"
        name="login"
        maxLength={40}
        autoComplete="username"
        aria-describedby={`${id}-hint`}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <p className="sora-note" id={`${id}-hint`}>
        {texts.loginHint}
      </p>
      <button
        type="button"
        className="sora-button"
        data-quiet=""
        disabled={name.trim() === ""}
        onClick={() => void login.signIn(name)}
      >
        {texts.signIn}
      </button>
    </div>
  );
}
