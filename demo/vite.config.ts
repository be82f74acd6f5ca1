import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { aliases } from "../scripts/lib/aliases.mjs";
import { effectFiles } from "../scripts/lib/effect-files.mjs";

// Separates `npm start`'s own flags from the dev server's.
// `vite build` in this folder.
export default defineConfig({
  clearScreen: false,
  plugins: [react(), effectFiles()],
  resolve: { alias: aliases },
  define: { "import.meta.env.VITE_LOGIN": JSON.stringify("") },
  worker: { format: "es" },
  // Vite would reload the page during a call to prepare a dependency that it finds later.
  optimizeDeps: { entries: ["index.html", "src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
});
