export interface ImportRule {
  readonly name: string;
  readonly comment: string;
}
export const importRules: readonly ImportRule[];
