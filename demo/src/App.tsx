import { useEffect, useState } from "react";
import { I18nProvider } from "react-sora-e2ee";
import { type Choice, callOptions, firstChoice } from "./choice.ts";
import { Lobby } from "./Lobby.tsx";
import { browserLanguage, languages } from "./language.ts";
import { Meeting } from "./Meeting.tsx";
import type { Params } from "./params.ts";
import { TextsContext } from "./TextsContext.ts";
import { TopBar } from "./TopBar.tsx";

export function App({ params }: { readonly params: Params }) {
  const [language, setLanguage] = useState(params.language ?? browserLanguage());
  const [choice, setChoice] = useState(() => firstChoice(params));
  const [joined, setJoined] = useState(params.autojoin && params.problems.length === 0);
  const [returned, setReturned] = useState(false);
  const { messages, texts } = languages[language];

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = joined ? `${choice.channel} · ${texts.title}` : texts.title;
  }, [language, joined, choice.channel, texts.title]);

  useEffect(() => showInAddress(choice.channel), [choice.channel]);

  const join = (next: Choice) => {
    setChoice(next);
    setJoined(true);
  };
  const leave = () => {
    setReturned(true);
    setJoined(false);
  };
  const other = language === "en" ? "ja" : "en";

  return (
    <I18nProvider locale={language} messages={messages}>
      <TextsContext.Provider value={texts}>
        <div className="app">
          <TopBar
            channel={joined ? choice.channel : null}
            otherLanguage={other}
            onLanguage={() => setLanguage(other)}
          />
          {joined ? (
            <Meeting options={callOptions(choice, params)} name={choice.name} onLeft={leave} />
          ) : (
            <Lobby choice={choice} problems={params.problems} returned={returned} onJoin={join} />
          )}
        </div>
      </TextsContext.Provider>
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
