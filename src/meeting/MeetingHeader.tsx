import type { MeetingHeaderProps } from "./types.ts";

/** What this meeting is, and what the app has to say beside it. */
export function MeetingHeader({ title, children }: MeetingHeaderProps) {
  return (
    <header className="sora-meeting-header">
      <h1>{title}</h1>
      {children}
    </header>
  );
}
