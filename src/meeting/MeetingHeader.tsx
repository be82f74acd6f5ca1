import type { MeetingHeaderProps } from "./types.ts";

/** The title of the meeting, and the app's content next to it. */
export function MeetingHeader({ title, children }: MeetingHeaderProps) {
  return (
    <header className="sora-meeting-header">
      <h1>{title}</h1>
      {children}
    </header>
  );
}
