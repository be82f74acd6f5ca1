/** `files` are the texts of the package by path. */
export function findWrongContents(files: ReadonlyMap<string, string>): string[];
