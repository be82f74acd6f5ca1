import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { UseSealedMessagesResult } from "react-sora-e2ee";
import { useMemberNames } from "./MemberNames.tsx";
import { useTexts } from "./TextsContext.ts";

interface ChatPanelProps {
  readonly chat: UseSealedMessagesResult;
  /** One's own. */
  readonly name: string;
}

const longestLine = 2000;

/** Lines between members, which the server carries and cannot read. */
export function ChatPanel({ chat: { messages, send }, name }: ChatPanelProps) {
  const texts = useTexts();
  const id = useId();
  const nameOf = useMemberNames();
  const [line, setLine] = useState("");
  const [failed, setFailed] = useState(false);
  const end = useRef<HTMLLIElement>(null);

  const newest = messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: Scrolls because a line came, not because of what it holds.
  useEffect(() => {
    // Current browsers return a promise, which React would take for what cleans up.
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [newest]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = line.trim();
    if (text === "") return;
    try {
      await send(text);
      setFailed(false);
      setLine("");
    } catch {
      // What was written stays, to be sent again.
      setFailed(true);
    }
  };

  return (
    <section className="panel chat" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{texts.chat}</h2>
      <p className="hint">{texts.chatHint}</p>
      <ol aria-live="polite">
        {messages.map(({ id: key, from, data }) => (
          <li key={key} data-own={from === null ? "" : undefined}>
            <bdi className="chat-name">{from === null ? name : (nameOf(from) ?? texts.guest)}</bdi>
            <bdi className="chat-text">{new TextDecoder().decode(data)}</bdi>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <form onSubmit={submit}>
        <input
          aria-label={texts.chatLine}
          autoComplete="off"
          maxLength={longestLine}
          value={line}
          onChange={({ currentTarget }) => setLine(currentTarget.value)}
        />
        <button type="submit" className="text-button">
          {texts.chatSend}
        </button>
      </form>
      {failed && (
        <p className="hint" role="alert">
          {texts.chatFailed}
        </p>
      )}
    </section>
  );
}
