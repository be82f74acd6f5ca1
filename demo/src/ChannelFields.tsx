import { useId } from "react";
import type { Texts } from "./language.ts";
import { type MeetingRole, meetingRoles } from "./params.ts";

interface ChannelFieldsProps {
  readonly texts: Texts;
  readonly channel: string;
  /** Shown when no value is set. */
  readonly fallback: string;
  readonly role: MeetingRole;
  readonly onChannel: (channel: string) => void;
  readonly onRole: (role: MeetingRole) => void;
}

/** The channel and the role. */
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
          onChange={({ currentTarget }) => onRole(meetingRoles[currentTarget.selectedIndex] ?? role)}
        >
          {meetingRoles.map((value) => (
            <option key={value} value={value}>
              {texts[value]}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}
