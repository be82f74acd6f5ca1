import { type FormEvent, useEffect, useRef, useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { chatText, longestLine } from "./chat-text.ts";
import { useMeeting } from "./useMeeting.ts";

/** Chat messages between peers. The server transports them and cannot read them. */
export function MeetingChat() {
  const { t, locale } = useI18n();
  const { chat, name, names } = useMeeting();
  const [line, setLine] = useState("");
  const [failed, setFailed] = useState(false);
  const list = useRef<HTMLOListElement>(null);

  const newest = chat?.messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: Scrolls for each new line.
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = line.trim();
    if (text === "" || !chat) return;
    try {
      await chat.send(text);
      setFailed(false);
      setLine("");
    } catch {
      // The text stays in the field, so that it can be sent again.
      setFailed(true);
    }
  };

  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  return (
    <div className="sora-chat">
      <p className="sora-note">{t("meeting.chat.hint")}</p>
      <ol ref={list} aria-live="polite">
        {chat?.messages.map(({ id, at, from, signedBy, data }) => (
          <li key={id} data-own={from === null ? "" : undefined}>
            <p className="sora-note">
              <bdi>{from === null ? name : (nameOf(names, from) ?? t("log.someone"))}</bdi>{" "}
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
            </p>
            {signedBy === "message-key" && <p className="sora-note">{t("meeting.chat.less-certain")}</p>}
            <bdi className="sora-chat-text">{chatText(data)}</bdi>
          </li>
        ))}
      </ol>
      <form onSubmit={submit}>
        <input
          className="sora-input"
          data-first-focus=""
          aria-label={t("meeting.chat.line")}
          placeholder={t("meeting.chat.line")}
          autoComplete="off"
          maxLength={longestLine}
          value={line}
          onChange={({ currentTarget }) => setLine(currentTarget.value)}
        />
        <button type="submit" className="sora-button">
          {t("meeting.chat.send")}
        </button>
      </form>
      {failed && (
        <p className="sora-problem" role="alert">
          {t("meeting.chat.failed")}
        </p>
      )}
    </div>
  );
}
