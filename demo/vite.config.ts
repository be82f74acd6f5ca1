import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { aliases } from "../scripts/lib/aliases.mjs";

// `npm start` brings a configuration of its own, with the addresses of the dev server. This one is for `vite` and
// `vite build` in this folder.
export default defineConfig({
  clearScreen: false,
  plugins: [react()],
  resolve: { alias: aliases },
  define: { "import.meta.env.VITE_LOGIN": JSON.stringify("") },
  worker: { format: "es" },
  // What is found late is prepared late, and that reloads the page in the middle of a call.
  optimizeDeps: { entries: ["index.html", "src/**/*.{ts,tsx}", "../src/**/*.{ts,tsx}"] },
});
