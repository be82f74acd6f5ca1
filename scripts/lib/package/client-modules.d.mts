/** `files` are the texts of the package by path. */
export function findWrongClientModules(files: ReadonlyMap<string, string>): string[];
