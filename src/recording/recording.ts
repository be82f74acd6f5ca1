import { createStore } from "zustand/vanilla";
import type { SoraCall } from "../call/types.ts";
import { createAnnounced } from "./announced.ts";
import { createMessageLimit } from "./message-limit.ts";
import { readMessage } from "./messages.ts";
import { noRecording, OwnRecordingControl } from "./own-recording.ts";
import type { OwnRecording, Recording, RecordingState, RecordingTexts } from "./types.ts";

const english: RecordingTexts = { notRecorded: "Not recorded", guest: "Guest" };

/**
 * Recording of a sealed call on this device, with the consent of the participants, over sealed messages with this label.
 *
 * @param call It must name `label` in `sealedMessages`.
 * @param getTexts Words that are drawn into the picture; asked when a recording begins. Default: English.
 */
export function createRecording(
  call: SoraCall,
  label: string,
  getTexts: () => RecordingTexts | undefined = () => undefined,
): Recording {
  const store = createStore<RecordingState>(() => ({ own: noRecording, others: [] }));
  const own = new OwnRecordingControl(
    call,
    label,
    () => getTexts() ?? english,
    (change) => {
      const before = store.getState().own;
      const isSame = Object.entries(change).every(([name, value]) => {
        const known = before[name as keyof OwnRecording];
        return name === "answers" ? JSON.stringify(value) === JSON.stringify(known) : value === known;
      });
      if (!isSame) store.setState({ own: { ...before, ...change } });
    },
  );
  const announced = createAnnounced(call, label, (others) => store.setState({ others }));
  return {
    store,
    start: (settings) => own.start(settings),
    proceed: () => own.proceed(),
    stop: () => own.stop(),
    answer: (key, agreed) => announced.answer(key, agreed),
    listen: () => {
      const isRead = createMessageLimit();
      const ends = [
        call.on("sealed", (message) => {
          if (message.label !== label) return;
          const read = readMessage(message.data);
          if (!read || !isRead(message.from)) return;
          announced.receive(message.from, read);
          own.receive(message.from, read);
        }),
        call.store.subscribe(({ phase, peers, self }, before) => {
          if (phase === "connected" && before.phase !== "connected") {
            announced.reconnected();
            own.connected();
          }
          if (phase !== before.phase || peers !== before.peers || self !== before.self) own.refresh();
        }),
      ];
      return () => {
        for (const end of ends) end();
        announced.clear();
        void own.stop();
      };
    },
  };
}
