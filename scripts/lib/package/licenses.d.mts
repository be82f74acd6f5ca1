export type License = readonly [name: string, version: string, license: string];
export function licensesOf(root: string): License[];
export function findWrongLicenses(licenses: readonly License[]): string[];
