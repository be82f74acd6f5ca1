export type { CloseReason } from "./close-reasons.ts";
export { createDevServer, type DevServer } from "./dev-server.ts";
export type { Faults } from "./faults.ts";
export type { Hostile, Scope, Undo, Who } from "./hostile.ts";
export type { Delivery, ForwardContext, ForwardHook, Interception } from "./interception.ts";
export type { DevServerOptions, TestOptions } from "./options.ts";
export { SORA_VERSIONS, type SoraVersion } from "./sora-version.ts";
export type { ChannelStats, ConnectionStats, FrameCount, Role, Stats } from "./stats.ts";
