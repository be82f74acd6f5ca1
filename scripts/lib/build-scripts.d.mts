export function buildScripts(out: string): Promise<void>;
