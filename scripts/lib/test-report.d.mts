export interface Failure {
  readonly project: string;
  readonly file: string;
  readonly test: string;
  readonly message: string;
}

export interface FailedStep {
  readonly name: string;
  readonly failures: readonly Failure[];
  /** The last lines of its output. */
  readonly lines: readonly string[];
}

export function reportFailures(failed: readonly FailedStep[]): string[];
export function readFailures(text: string): Failure[];
