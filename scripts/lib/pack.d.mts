/** Builds and packs the package into `folder`, as publishing it would, and returns the tarball's path. */
export function pack(folder: string): string;
