import { useEffect, useState } from "react";
import { I18nProvider, Meeting } from "react-sora-e2ee";
import { Appearance } from "./Appearance.tsx";
import { ChannelFields } from "./ChannelFields.tsx";
import { browserLanguage, languages } from "./language.ts";
import { invitationTo, meetingOptions, newChannel } from "./meeting-options.ts";
import type { Params } from "./params.ts";
import { ServerPanel } from "./ServerPanel.tsx";
import { observedServer } from "./server-view/server-url.ts";
import { showTheme } from "./theme.ts";

/** More than ever come: nobody is to be on a further page, where there would be no tile of theirs. */
const onePage = { maxTiles: 1000, minTileWidth: 1 };

export function App({ params }: { readonly params: Params }) {
  const [language, setLanguage] = useState(params.language ?? browserLanguage);
  const [theme, setTheme] = useState(params.theme ?? "system");
  const [fallback] = useState(newChannel);
  const [given, setGiven] = useState(params.channel ?? fallback);
  const [role, setRole] = useState(params.role ?? "sendrecv");
  const { messages, texts } = languages[language];
  const channel = given.trim() || fallback;
  const serverUrl = observedServer(params.signaling, import.meta.env.VITE_STATS_URL);
  const problem = params.problems.length > 0 ? params.problems.join(" ") : null;

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${channel} · ${texts.title}`;
  }, [language, channel, texts.title]);
  useEffect(() => showTheme(theme), [theme]);
  useEffect(() => showInAddress(channel), [channel]);

  return (
    <I18nProvider locale={language} messages={messages}>
      <Meeting
        {...meetingOptions(params)}
        {...onePage}
        channelId={channel}
        role={role}
        remember="meeting-devices"
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
          <ChannelFields
            {...{ texts, fallback, role }}
            channel={given}
            onChannel={setGiven}
            onRole={setRole}
          />
        }
      />
    </I18nProvider>
  );
}

/** The address is the invitation: it names the channel, and keeps whatever else it was opened with. */
function showInAddress(channel: string) {
  const url = new URL(location.href);
  if (url.searchParams.get("channel") === channel) return;
  url.searchParams.set("channel", channel);
  history.replaceState(null, "", url);
}
