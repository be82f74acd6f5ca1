/** All benchmarks, one after the other: they would disturb each other. `npm run bench [-- frames store …]`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const all = ["key-agreement", "frames", "store", "grid", "relay"];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${all.join(", ")}.`);
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--import", "tsx", file], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
