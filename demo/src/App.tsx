import { useEffect, useMemo, useState } from "react";
import { I18nProvider, Meeting } from "react-sora-e2ee";
import { Appearance } from "./Appearance.tsx";
import { ChannelFields } from "./ChannelFields.tsx";
import { effectsIn } from "./effects.ts";
import { LoginFields } from "./LoginFields.tsx";
import { browserLanguage, languages } from "./language.ts";
import { identityWith, useLogin } from "./login.ts";
import { invitationTo, meetingOptions, newChannel } from "./meeting-options.ts";
import type { MeetingRole, Params, VideoSettings } from "./params.ts";
import { ServerPanel } from "./ServerPanel.tsx";
import { observedServer } from "./server-view/server-url.ts";
import { showTheme } from "./theme.ts";
import { VideoFields } from "./VideoFields.tsx";

/** More than any meeting has. All tiles must be on one page, because others have no server view. */
const onePage = { maxTiles: 1000, minTileWidth: 1 };

export function App({ params }: { readonly params: Params }) {
  const [language, setLanguage] = useState(params.language ?? browserLanguage);
  const [theme, setTheme] = useState(params.theme ?? "system");
  const [fallback] = useState(newChannel);
  const [given, setGiven] = useState(params.channel ?? fallback);
  const [video, setVideo] = useState(params.video);
  const [role, setRole] = useState<MeetingRole>(params.role ?? "sendrecv");
  const login = useLogin(params.login);
  const identity = useMemo(() => identityWith(params.identity, login, params.login), [params, login]);
  const { messages, texts } = languages[language];
  const effects = useMemo(() => effectsIn(texts), [texts]);
  const channel = given.trim() || fallback;
  const serverUrl = observedServer(params.signaling, import.meta.env.VITE_STATS_URL);
  const problem = params.problems.length > 0 ? params.problems.join(" ") : null;

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${channel} · ${texts.title}`;
  }, [language, channel, texts.title]);
  useEffect(() => showTheme(theme), [theme]);
  useEffect(() => showInAddress(channel, video), [channel, video]);

  return (
    <I18nProvider locale={language} messages={messages}>
      <Meeting
        {...meetingOptions(params, video)}
        identity={identity}
        {...onePage}
        channelId={channel}
        role={role}
        remember="meeting-devices"
        effects={effects}
        problem={problem === null ? null : { code: "invalid-options", message: problem }}
        invitation={invitationTo(channel)}
        panels={[
          {
            id: "server",
            icon: "server",
            text: texts.server,
            content: <ServerPanel serverUrl={serverUrl} />,
          },
        ]}
        headerActions={<Appearance {...{ language, theme }} onLanguage={setLanguage} onTheme={setTheme} />}
        lobbyFields={
          <>
            <ChannelFields
              {...{ texts, fallback, role }}
              channel={given}
              onChannel={setGiven}
              onRole={setRole}
            />
            {login && <LoginFields {...{ texts, login }} />}
            <VideoFields texts={texts} settings={video} onChange={setVideo} />
          </>
        }
      />
    </I18nProvider>
  );
}

/**
 * The page address is the invitation. It contains the channel and the video settings, and keeps its other
 * parameters.
 */
function showInAddress(channel: string, { codec, simulcast, spotlight, layers }: VideoSettings) {
  const url = new URL(location.href);
  const shown: Readonly<Record<string, string | null>> = {
    channel,
    codec: codec === "VP8" ? null : codec,
    simulcast: simulcast ? "1" : null,
    spotlight: spotlight === null ? null : String(spotlight),
    layers: layers === "auto" ? null : layers,
  };
  for (const [name, value] of Object.entries(shown)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href !== location.href) history.replaceState(null, "", url);
}
