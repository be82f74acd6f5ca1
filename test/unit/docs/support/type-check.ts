import ts from "typescript";
import { type CodeBlock, root } from "./pages.ts";

const namesFile = `${root}test/unit/docs/support/snippet-names.ts`;

interface Snippet {
  readonly block: CodeBlock;
  readonly file: string;
  readonly source: string;
  /** Lines before the block's first. */
  readonly offset: number;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  return {
    ...options,
    // A snippet may show how to get a value without using it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    noUncheckedSideEffectImports: false,
    allowJs: true,
    checkJs: true,
  };
}

/** Names that a file exports, types included. */
function exportsOf(program: ts.Program, file: string): Set<string> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} exports nothing.`);
  return new Set(checker.getExportsOfModule(symbol).map(({ name }) => name));
}

function identifiers(source: ts.SourceFile): { readonly used: Set<string>; readonly declared: Set<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isName =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isParameter(parent) ||
          ts.isFunctionDeclaration(parent) ||
          ts.isImportSpecifier(parent) ||
          ts.isImportClause(parent) ||
          ts.isNamespaceImport(parent)) &&
        parent.name === node;
      const isPeer = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (isName) declared.add(node.text);
      else if (!isPeer) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { used, declared };
}

/** Adds the imports that a snippet leaves out, and wraps a component around a `return`. */
function complete(block: CodeBlock, index: number, sources: ReadonlyMap<string, Set<string>>): Snippet {
  const file = `${root}test/unit/docs/snippet-${index}.${block.language}`;
  const parsed = ts.createSourceFile(file, block.code, ts.ScriptTarget.Latest, true);
  const { used, declared } = identifiers(parsed);
  const missing = new Set([...used].filter((name) => !declared.has(name)));
  const imports = [...sources].map(([module, exported]) => {
    const names = [...missing].filter((name) => exported.has(name));
    for (const name of names) missing.delete(name);
    return names.length === 0 ? "" : `import { ${names.join(", ")} } from "${module}";`;
  });
  const isBody = parsed.statements.some((statement) => ts.isReturnStatement(statement));
  const head = `${imports.join(" ")} ${isBody ? "export function Snippet() {" : "export {};"}`;
  return { block, file, source: `${head}\n${block.code}\n${isBody ? "}" : ""}`, offset: 1 };
}

function programOf(files: ReadonlyMap<string, string>, options: ts.CompilerOptions, old?: ts.Program) {
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const source = files.get(file);
    if (source !== undefined) return ts.createSourceFile(file, source, target, true);
    // Parsed once for both programs.
    return old?.getSourceFile(file) ?? getSourceFile(file, target, ...rest);
  };
  return ts.createProgram([namesFile, ...files.keys()], options, host, old);
}

export function syntaxErrors({ page, line, code }: CodeBlock): string[] {
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true, fileName: "block.js" });
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const at = line + (file?.getLineAndCharacterOfPosition(start).line ?? 0);
    return `${page}:${at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

/** Type-checks TypeScript and JavaScript. Returns problems as `page:line: problem`. */
export type TypeCheck = (blocks: readonly CodeBlock[]) => string[];

/** Reads the library's sources once for all checks. */
export function createTypeCheck(): TypeCheck {
  const options = { ...compilerOptions(), verbatimModuleSyntax: false, isolatedModules: false };
  const base = programOf(new Map(), options);
  const sources = new Map([
    ["react-sora-e2ee", exportsOf(base, `${root}src/index.ts`)],
    [namesFile, exportsOf(base, namesFile)],
    ["react", new Set(["useEffect", "useRef", "useState", "StrictMode"])],
  ]);
  return (blocks) => checkAgainst(base, sources, blocks);
}

function checkAgainst(
  base: ts.Program,
  sources: ReadonlyMap<string, Set<string>>,
  blocks: readonly CodeBlock[],
): string[] {
  const options = base.getCompilerOptions();
  const snippets = blocks.map((block, index) => complete(block, index, sources));
  const program = programOf(new Map(snippets.map(({ file, source }) => [file, source])), options, base);
  return snippets.flatMap(({ block, file, offset }) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      const text = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${block.page}:${block.line + line - offset}: ${text}`;
    });
  });
}
