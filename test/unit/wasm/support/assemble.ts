/** A function import, "module.name", with the signature that all of Go's have: one i32, no result. */
export type ImportName = `${string}.${string}`;

export interface TinyModule {
  readonly imports?: readonly ImportName[];
  /** The export name of the memory. Go's is `mem`. */
  readonly memory?: string;
  /** Exported functions (i32, i32), no result, that do nothing; Go's has `run`. */
  readonly functions?: readonly string[];
  /** Bytes of a custom section, to make the file larger. */
  readonly padding?: number;
}

/** A WebAssembly module, written byte by byte (WebAssembly core specification, section 5.5). */
export function assemble(options: TinyModule = {}): Uint8Array<ArrayBuffer> {
  const { imports = [], memory = "mem", functions = ["run", "resume"], padding = 0 } = options;
  const i32 = 0x7f;
  const types = vector([
    [0x60, ...vector([[i32]]), 0],
    [0x60, ...vector([[i32], [i32]]), 0],
  ]);
  const imported = imports.map((full) => {
    const dot = full.indexOf(".");
    return [...text(full.slice(0, dot)), ...text(full.slice(dot + 1)), 0x00, 0x00];
  });
  const exported = functions.map((name, index) => [...text(name), 0x00, ...leb(imports.length + index)]);
  exported.push([...text(memory), 0x02, 0x00]);
  const emptyBody = [2, 0, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, vector(imported)),
    ...section(3, vector(functions.map(() => [1]))),
    ...section(5, vector([[0x00, 1]])),
    ...section(7, vector(exported)),
    ...section(10, vector(functions.map(() => emptyBody))),
    ...section(0, [...text("padding"), ...new Array<number>(padding).fill(0)]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...leb(items.length), ...items.flat()];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...leb(bytes.length), ...bytes];
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}
