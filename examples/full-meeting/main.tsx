import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Meeting } from "react-sora-e2ee";
import { jwtVerifyVouch, jwtVouch } from "react-sora-e2ee/jwt";
import "react-sora-e2ee/styles.css";

/** The address of the page may name another server and channel: `?signaling=wss://…&channel=…`. */
const { signaling = "ws://127.0.0.1:5180/signaling", channel = "my-call" } = Object.fromEntries(
  new URLSearchParams(location.search),
);

/** The login vouches for the key of this device, and the page checks what it said about the others. */
const identity = {
  type: "device",
  vouch: jwtVouch({ url: "/login/vouch" }),
  verifyVouch: jwtVerifyVouch({
    jwks: "/login/jwks",
    issuer: "example login",
    audience: "full-meeting",
    by: "the login of this example",
  }),
} as const;

function App() {
  const [name, setName] = useState<string | null>(null);

  useEffect(() => {
    void fetch("/login/me")
      .then((response) => response.json())
      .then((user: { readonly name: string | null }) => setName(user.name));
  }, []);

  if (name === null) return <SignIn onSignedIn={setName} />;
  return (
    <Meeting
      signalingUrls={signaling}
      channelId={channel}
      name={name}
      identity={identity}
      remember="full-meeting"
      chat
      reactions
      recording
      speakingWhileMuted
    />
  );
}

function SignIn({ onSignedIn }: { readonly onSignedIn: (name: string) => void }) {
  const signIn = async (form: FormData) => {
    const name = form.get("name");
    const response = await fetch("/login/sign-in", { method: "POST", body: JSON.stringify({ name }) });
    const user = (await response.json()) as { readonly name?: string };
    if (user.name !== undefined) onSignedIn(user.name);
  };
  return (
    <form className="start" action={signIn}>
      <label>
        Your name <input name="name" required />
      </label>
      <button type="submit" className="sora-button">
        Sign in
      </button>
    </form>
  );
}

createRoot(document.querySelector("#root") as HTMLElement).render(<App />);
