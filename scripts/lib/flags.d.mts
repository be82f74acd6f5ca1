export interface StartFlags {
  readonly port: number | undefined;
  readonly serverPort: number | undefined;
  /** Those that the dev server is to judge. */
  readonly devServer: readonly string[];
}

export function parseStartFlags(args: readonly string[], refuse: (message: string) => void): StartFlags;
export function usage(devServerFlags: readonly string[]): string;
