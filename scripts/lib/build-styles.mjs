import { writeFileSync } from "node:fs";
import { bundle } from "lightningcss";

/** One stylesheet of all that `source` imports: nobody who uses the package needs a tool for it. */
export function buildStyles(source, out) {
  const { code } = bundle({ filename: source, minify: true });
  writeFileSync(out, code);
}
