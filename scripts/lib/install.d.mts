/** The repository's folder. */
export const root: string;
/** Makes sure that Node is new enough and that everything in the lock file is installed. */
export function ensureInstalled(): void;
