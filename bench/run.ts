/**
 * Runs all benchmarks one after the other, because they would disturb each other. `npm run bench [-- frames
 * store …]`. `-- frames --against <path>` measures the frame path of another checkout beside this one's, and
 * `-- grid --against <path>` its tiles.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const all = ["key-agreement", "frames", "store", "grid", "layers", "relay"];
const { values: flags, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { against: { type: "string" } },
});
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${all.join(", ")}.`);
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const compares = name === "frames" || name === "grid";
  const against = compares && flags.against !== undefined ? ["--against", flags.against] : [];
  const { status } = spawnSync(process.execPath, ["--import", "tsx", file, ...against], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
