import { useMemo, useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import type { UseSealedMessagesResult } from "../hooks/useSealedMessages.ts";
import type { MeetingPanel, MeetingParts } from "./types.ts";

interface UsePanelsResult {
  readonly panels: readonly MeetingPanel[];
  /** The id of the open panel. Null also when that panel no longer exists. */
  readonly panel: string | null;
  readonly showPanel: (id: string | null) => void;
}

const none: readonly MeetingPanel[] = [];

/** The side panels of a meeting, and the open one. */
export function usePanels(
  parts: MeetingParts,
  chat: UseSealedMessagesResult | null,
  /** True when this browser remembers people between calls. */
  remembers: boolean,
  further: readonly MeetingPanel[] = none,
): UsePanelsResult {
  const { t } = useI18n();
  const [open, setOpen] = useState<string | null>(null);
  const [read, setRead] = useState(-1);
  const newest = chat?.messages.at(-1)?.id ?? -1;
  if (open === "chat" && read !== newest) setRead(newest);
  const unread = chat?.messages.filter(({ id, from }) => id > read && from !== null).length ?? 0;

  const hasChat = chat !== null;
  const panels = useMemo<readonly MeetingPanel[]>(
    () => [
      {
        id: "participants",
        icon: "participants",
        text: t("meeting.participants"),
        content: <parts.Participants />,
      },
      ...(hasChat
        ? [
            {
              id: "chat",
              icon: "chat",
              text: t("meeting.chat"),
              ...(unread > 0 && {
                buttonText: t("meeting.chat.unread", { count: unread }),
                mark: String(unread),
              }),
              content: <parts.Chat />,
            } as const,
          ]
        : []),
      ...(remembers
        ? [
            {
              id: "contacts",
              icon: "contacts",
              text: t("meeting.contacts"),
              content: <parts.Contacts />,
            } as const,
          ]
        : []),
      { id: "events", icon: "list", text: t("meeting.events"), content: <parts.Events /> },
      ...further,
    ],
    [parts, hasChat, remembers, unread, further, t],
  );
  const panel = panels.some(({ id }) => id === open) ? open : null;
  return { panels, panel, showPanel: setOpen };
}
