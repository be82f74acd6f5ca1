export * from "./components/index.ts";
export * from "./connected/index.ts";
export * from "./core.ts";
export * from "./hooks/index.ts";
export * from "./meeting/index.ts";
