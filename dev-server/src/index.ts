export { createDevServer, type DevServer } from "./dev-server.ts";
export type { Delivery, ForwardContext, ForwardHook, Interception } from "./interception.ts";
export type { DevServerOptions, TestOptions } from "./options.ts";
export type { ChannelStats, ConnectionStats, FrameCount, Role, Stats } from "./stats.ts";
