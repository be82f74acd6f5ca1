export const steps: Readonly<Record<string, { readonly what: string }>>;
export function usage(): string;
export function chooseSteps(
  args: readonly string[],
  refuse: (sentence: string) => void,
): readonly string[] | null;
