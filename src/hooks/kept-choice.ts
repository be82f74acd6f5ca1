import { useCallback, useState } from "react";

/**
 * A choice that is stored in `localStorage` under `key`. Without a key or storage, it lasts for this visit
 * only. The stored value is read once, and only if it is one of `choices`.
 */
export function useKeptChoice<Choice extends string>(
  key: string | undefined,
  choices: readonly Choice[],
  fallback: Choice,
): readonly [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState<Choice>(() => read(key, choices) ?? fallback);
  const choose = useCallback(
    (next: Choice) => {
      setChoice(next);
      write(key, next);
    },
    [key],
  );
  return [choice, choose];
}

function read<Choice extends string>(key: string | undefined, choices: readonly Choice[]) {
  if (key === undefined || typeof localStorage === "undefined") return undefined;
  try {
    const kept = localStorage.getItem(key);
    return choices.find((choice) => choice === kept);
  } catch {
    return undefined;
  }
}

function write(key: string | undefined, choice: string): void {
  if (key === undefined || typeof localStorage === "undefined") return;
  try {
    localStorage.setItem(key, choice);
  } catch {
    // Full or forbidden.
  }
}
