export * from "./agreement/index.ts";
export * from "./media/index.ts";
