export interface ToolResult {
  readonly passed: boolean;
  /** The last lines of its output. */
  readonly lines: readonly string[];
}

export function runTool(
  script: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<ToolResult>;
