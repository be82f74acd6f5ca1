import { useState } from "react";
import { ShortcutsDialog, useLocalMedia, useShortcuts } from "react-sora-e2ee";

/** One key turns the microphone off and on. The person can turn the keys off. */
export function Keys() {
  const [open, setOpen] = useState(false);
  const [enabled, setEnabled] = useState(true);
  const { toggle } = useLocalMedia();
  useShortcuts({ m: () => void toggle("audio"), "?": () => setOpen(true) }, { enabled });
  return (
    <ShortcutsDialog
      open={open}
      enabled={enabled}
      shortcuts={[{ key: "m", text: "Microphone" }]}
      onEnable={setEnabled}
      onClose={() => setOpen(false)}
    />
  );
}
