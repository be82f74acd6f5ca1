import { build } from "vite";

await build({ build: { sourcemap: true } });
