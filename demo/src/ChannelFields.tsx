import { useId } from "react";
import type { Role } from "react-sora-e2ee";
import type { Texts } from "./language.ts";

interface ChannelFieldsProps {
  readonly texts: Texts;
  readonly channel: string;
  /** In the place of none. */
  readonly fallback: string;
  readonly role: Role;
  readonly onChannel: (channel: string) => void;
  readonly onRole: (role: Role) => void;
}

const roles: readonly Role[] = ["sendrecv", "sendonly", "recvonly"];

/** Where to meet, and how to take part. */
export function ChannelFields({ texts, channel, fallback, role, onChannel, onRole }: ChannelFieldsProps) {
  const id = useId();
  return (
    <>
      <div className="sora-field">
        <label htmlFor={id}>{texts.channel}</label>
        <input
          id={id}
          className="sora-input"
          name="channel"
          placeholder={fallback}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-hint`}
          value={channel}
          onChange={({ currentTarget }) => onChannel(currentTarget.value)}
        />
        <p className="sora-note" id={`${id}-hint`}>
          {texts.channelHint}
        </p>
      </div>
      <div className="sora-field">
        <label htmlFor={`${id}-role`}>{texts.role}</label>
        <select
          id={`${id}-role`}
          className="sora-input"
          name="role"
          value={role}
          onChange={({ currentTarget }) => onRole(roles[currentTarget.selectedIndex] ?? role)}
        >
          {roles.map((value) => (
            <option key={value} value={value}>
              {texts[value]}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}
