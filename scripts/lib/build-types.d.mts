export function buildTypes(out: string): Promise<void>;
