export interface ForbiddenImport {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}
export function findForbiddenImports(baseDir: string, folders: readonly string[]): Promise<ForbiddenImport[]>;
