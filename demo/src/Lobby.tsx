import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { ErrorNotice, type Role } from "react-sora-e2ee";
import type { Choice } from "./choice.ts";
import { cleanName, nameLimit } from "./member-name.ts";
import { useTexts } from "./TextsContext.ts";

interface LobbyProps {
  readonly choice: Choice;
  readonly problems: readonly string[];
  /** After a meeting: whoever uses a keyboard or a screen reader goes on here. */
  readonly returned: boolean;
  readonly onJoin: (choice: Choice) => void;
}

const roles: readonly Role[] = ["sendrecv", "sendonly", "recvonly"];

export function Lobby({ choice, problems, returned, onJoin }: LobbyProps) {
  const texts = useTexts();
  const id = useId();
  const [channel, setChannel] = useState(choice.channel);
  const [name, setName] = useState(choice.name);
  const [role, setRole] = useState(choice.role);

  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    if (returned) main.current?.focus();
  }, [returned]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onJoin({ channel: channel.trim(), name: cleanName(name) ?? "", role });
  };

  return (
    <main ref={main} tabIndex={-1} className="lobby">
      <form className="card" onSubmit={submit}>
        <p className="lead">{texts.lead}</p>
        {problems.length > 0 && (
          <ErrorNotice error={{ code: "invalid-options", message: problems.join(" ") }} />
        )}
        <div className="field">
          <label className="label" htmlFor={`${id}-name`}>
            {texts.name}
          </label>
          <input
            id={`${id}-name`}
            name="name"
            autoComplete="name"
            maxLength={nameLimit}
            placeholder={texts.namePlaceholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label className="label" htmlFor={`${id}-channel`}>
            {texts.channel}
          </label>
          <input
            id={`${id}-channel`}
            name="channel"
            required
            pattern=".*\S.*"
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-hint`}
            value={channel}
            onChange={(event) => setChannel(event.target.value)}
          />
          <p className="hint" id={`${id}-hint`}>
            {texts.channelHint}
          </p>
        </div>
        <fieldset className="field roles">
          <legend className="label">{texts.role}</legend>
          {roles.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="role"
                value={value}
                checked={role === value}
                onChange={() => setRole(value)}
              />
              <span>{texts[value]}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className="sora-button" disabled={problems.length > 0}>
          {texts.join}
        </button>
      </form>
    </main>
  );
}
