import type { InlineConfig, Plugin } from "vite";

export function demoConfig(
  options?: InlineConfig & { signalingUrl?: string; statsUrl?: string; plugins?: Plugin[] },
): InlineConfig;
