export type { Clock, TimerHandle } from "../protocol/clock.ts";
export * from "./agreement/index.ts";
export * from "./media/index.ts";
