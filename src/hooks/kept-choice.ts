import { useCallback, useState } from "react";
import { readText, writeText } from "../devices/page-storage.ts";

/**
 * A choice that is stored in `localStorage` under `key`. Without a key or storage, it lasts for this visit
 * only. The stored value is read once, and only if it is one of `choices`.
 */
export function useKeptChoice<Choice extends string>(
  key: string | undefined,
  choices: readonly Choice[],
  fallback: Choice,
): readonly [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState<Choice>(() => {
    const kept = readText(key);
    return choices.find((one) => one === kept) ?? fallback;
  });
  const choose = useCallback(
    (next: Choice) => {
      setChoice(next);
      writeText(key, next);
    },
    [key],
  );
  return [choice, choose];
}
