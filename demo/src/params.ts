import type { AgreementOptions, WasmEngine } from "react-sora-e2ee";
import { type Language, languages } from "./language.ts";
import { type Theme, themes } from "./theme.ts";

export const codecs = ["VP8", "VP9", "AV1", "H264", "H265"] as const;
export const layerChoices = ["auto", "r0", "r1", "r2", "none"] as const;
/** Maximum number of connections with spotlight's focus. */
export const spotlightNumbers = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The video settings in the address and in the settings panel. */
export interface VideoSettings {
  readonly codec: (typeof codecs)[number];
  /** Sends three layers. */
  readonly simulcast: boolean;
  /** Null: no spotlight. It needs simulcast layers and audio levels. */
  readonly spotlight: (typeof spotlightNumbers)[number] | null;
  /** `auto`: by the size of each tile. Otherwise the layer for all received videos. */
  readonly layers: (typeof layerChoices)[number];
}

/** The settings in the page's address. */
export interface Params {
  readonly channel: string | null;
  readonly name: string | null;
  readonly role: MeetingRole | null;
  readonly signaling: readonly string[];
  readonly relay: Relay;
  readonly agreement: AgreementOptions;
  readonly video: VideoSettings;
  readonly engine: WasmEngine | null;
  readonly identity: Identity;
  /** The name to sign in with at the demo's login at once. */
  readonly login: string | null;
  readonly dataChannelSignaling: boolean;
  readonly ignoreDisconnectWebSocket: boolean;
  /** True when the call needs DataChannels for a chat. */
  readonly chat: boolean;
  readonly autojoin: boolean;
  readonly language: Language | null;
  readonly theme: Theme | null;
  /** Problems with unusable values, each in a sentence. */
  readonly problems: readonly string[];
}

export const meetingRoles = ["sendrecv", "sendonly", "recvonly"] as const;
export type MeetingRole = (typeof meetingRoles)[number];
const relays = ["messaging", "signaling"] as const;
type Relay = (typeof relays)[number];
const agreements = ["sora", "mls"] as const;
const suites = ["x25519", "x-wing"] as const;
const identities = ["session", "device", "none"] as const;
type Identity = (typeof identities)[number];

export function readParams(search: string): Params {
  const query = new URLSearchParams(search);
  const problems: string[] = [];

  const text = (name: string) => query.get(name)?.trim() || null;
  const oneOf = <Value extends string>(name: string, values: readonly Value[], given = text(name)) => {
    const value = values.find((candidate) => candidate === given);
    if (given !== null && value === undefined) {
      problems.push(`"${name}" is "${given}", but must be one of: ${values.join(", ")}.`);
    }
    return value ?? null;
  };
  const flag = (name: string) => query.get(name) === "1" || query.get(name) === "true";

  const signaling = query.getAll("signaling").filter((url) => url !== "");
  for (const url of signaling) {
    if (!isSignalingUrl(url)) problems.push(`"signaling" is "${url}", but must begin with ws:// or wss://.`);
  }
  const wasmUrl = text("wasm");
  const wasmExecUrl = text("wasmExec");
  const integrity = text("wasmIntegrity");
  if ((wasmUrl === null) !== (wasmExecUrl === null)) {
    problems.push('"wasm" and "wasmExec" must be given together.');
  } else if (integrity !== null && wasmUrl === null) {
    // The page must not suggest that it checked the server's statements.
    problems.push('"wasmIntegrity" needs "wasm" and "wasmExec".');
  }
  const agreed = oneOf("agreement", agreements) ?? "sora";
  const suite = oneOf("suite", suites);
  if (suite !== null && agreed !== "mls") problems.push('"suite" needs "agreement=mls".');
  const agreement = agreed === "mls" ? ({ type: "mls", ...(suite !== null && { suite }) } as const) : agreed;
  const relay = oneOf("relay", relays) ?? "messaging";
  if (agreed === "mls" && relay !== "messaging") problems.push('"agreement=mls" needs "relay=messaging".');
  return {
    channel: text("channel"),
    name: text("name"),
    role: oneOf("role", meetingRoles),
    signaling,
    relay,
    agreement,
    video: {
      codec: oneOf("codec", codecs, text("codec")?.toUpperCase() ?? null) ?? "VP8",
      simulcast: flag("simulcast"),
      spotlight:
        spotlightNumbers.find(
          (number) => String(number) === oneOf("spotlight", spotlightNumbers.map(String)),
        ) ?? null,
      layers: oneOf("layers", layerChoices) ?? "auto",
    },
    engine: wasmUrl && wasmExecUrl ? { wasmUrl, wasmExecUrl, ...(integrity && { integrity }) } : null,
    login: text("login"),
    identity: oneOf("identity", identities) ?? "session",
    dataChannelSignaling: flag("dataChannelSignaling"),
    ignoreDisconnectWebSocket: flag("ignoreDisconnectWebSocket"),
    // When key messages use DataChannels already, a chat costs only one more.
    chat: query.has("chat") ? flag("chat") : relay === "messaging",
    autojoin: flag("autojoin"),
    language: oneOf("lang", Object.keys(languages) as Language[]),
    theme: oneOf("theme", themes),
    problems,
  };
}

function isSignalingUrl(value: string): boolean {
  return URL.canParse(value) && /^wss?:$/u.test(new URL(value).protocol);
}
