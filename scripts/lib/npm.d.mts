export function npmCommand(): readonly [command: string, before: readonly string[]];
