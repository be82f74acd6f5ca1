import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { type HttpApi, listen, startHttpApi } from "./api/http-api.ts";
import type { SignalingSocket } from "./channel/carriers.ts";
import { Channel } from "./channel/channel.ts";
import { type ClientStatistics, Member } from "./channel/member.ts";
import { startClock } from "./clock.ts";
import { Faults } from "./faults.ts";
import { createId } from "./ids.ts";
import { Observation } from "./observation/routes.ts";
import { type DevServerOptions, settingsFrom } from "./options.ts";
import type { AuthContext } from "./signaling/auth-hook.ts";
import type { ConnectRequest } from "./signaling/connect-message.ts";
import { WebSocketSession } from "./signaling/websocket-session.ts";
import type { Stats } from "./stats.ts";
import { createServerCertificate } from "./transport/certificate.ts";
import { UdpEndpoint } from "./transport/udp-endpoint.ts";

export interface DevServer {
  readonly port: number;
  /** ws://host:port/signaling */
  readonly signalingUrl: string;
  /** http://host:port/stats */
  readonly statsUrl: string;
  /** http://host:port/ of the HTTP API, if the options asked for one. */
  readonly apiUrl: string | undefined;
  stats(): Stats;
  /** The client's newest answer to `req-stats`; undefined while there is none. */
  clientStatistics(connectionId: string): ClientStatistics | undefined;
  /** The state of the connection's ICE, DTLS and SCTP, for the text of a failed test; undefined when it has ended. */
  transportState(connectionId: string): string | undefined;
  /** Faults for tests. */
  readonly faults: Faults;
  /** Ends every connection (1001) and closes all sockets and timers. */
  close(): Promise<void>;
}

/** Above maxMessageBytes, so that a message over that limit is answered with a reason; above this, ws closes with 1009. */
const FRAME_LIMIT_FACTOR = 8;

/** Starts a server; rejects when its address cannot be listened on. */
export async function createDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const channels = new Map<string, Channel>();
  const members = new Set<Member>();
  const faults = new Faults(() => members);
  const settings = settingsFrom(options, faults.hostile);
  const sessions = new Set<WebSocketSession>();
  const certificate = await createServerCertificate();

  const stats = (): Stats => ({
    channels: Object.fromEntries([...channels].map(([id, channel]) => [id, channel.snapshot()])),
  });
  const observation = new Observation(settings.recordingsFolder, (id) => channels.get(id));
  const http = createServer((request, response) => {
    respond(request, response, stats, observation).catch(() => response.destroy());
  });
  await listen(http, settings.port, settings.host);
  const opened: { api?: HttpApi; endpoint?: UdpEndpoint } = {};
  try {
    opened.endpoint = await UdpEndpoint.open(settings.host);
    if (settings.apiPort !== undefined) {
      opened.api = await startHttpApi({ port: settings.apiPort, host: settings.host }, channels);
    }
  } catch (error) {
    http.close();
    await opened.endpoint?.close();
    throw error;
  }
  const { api, endpoint } = opened;

  const sockets = new WebSocketServer({
    server: http,
    path: "/signaling",
    maxPayload: settings.maxMessageBytes * FRAME_LIMIT_FACTOR,
  });
  const context = (channelId: string): AuthContext => {
    const channel = channels.get(channelId);
    return {
      connectionId: createId(),
      sessionId: channel?.sessionId,
      channelConnections: channel?.present.length ?? 0,
    };
  };
  const join = (request: ConnectRequest, signaling: SignalingSocket, connectionId: string): Member => {
    const channel = channels.get(request.channelId) ?? new Channel(request.channelId, settings, observation);
    channels.set(channel.id, channel);
    const member = new Member(connectionId, request, channel, signaling, {
      settings,
      endpoint,
      certificate,
      left: () => {
        if (channel.isEmpty && channels.get(channel.id) === channel) channels.delete(channel.id);
      },
      disposed: (gone) => members.delete(gone),
    });
    channel.members.set(member.connectionId, member);
    members.add(member);
    return member;
  };
  sockets.on("connection", (socket) => {
    const session = new WebSocketSession(socket, settings, { context, join }, (ended) =>
      sessions.delete(ended),
    );
    sessions.add(session);
  });

  const memberWith = (connectionId: string): Member | undefined =>
    [...members].find((member) => member.connectionId === connectionId);

  const clock = startClock({
    often: (now) => {
      for (const member of members) member.ingest.askForMissing(now);
    },
    quarterSecond: (now) => {
      for (const member of members) member.checkLiveness(now);
    },
    second: (now) => {
      for (const member of members) member.sendReports(now);
      for (const session of sessions) session.tick(now);
    },
  });

  const { port } = http.address() as AddressInfo;
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  let closed: Promise<void> | undefined;
  const shutDown = async () => {
    clock.stop();
    // Sockets are closed first, because the server leaves and no member should be notified about the others.
    for (const session of sessions) session.shutDown();
    for (const channel of channels.values()) channel.members.clear();
    for (const member of members) member.dispose();
    await new Promise<void>((resolve) => {
      sockets.close(() => http.close(() => resolve()));
      http.closeAllConnections();
    });
    await observation.close();
    await api?.close();
    await endpoint.close();
  };
  return {
    port,
    signalingUrl: `ws://${host}:${port}/signaling`,
    statsUrl: `http://${host}:${port}/stats`,
    apiUrl: api && `http://${host}:${api.port}/`,
    stats,
    clientStatistics: (connectionId) => memberWith(connectionId)?.statistics,
    transportState: (connectionId) => memberWith(connectionId)?.transport.describe(),
    faults,
    close: () => (closed ??= shutDown()),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  stats: () => Stats,
  observation: Observation,
): Promise<void> {
  const path = request.url?.split("?")[0];
  response.setHeader("Access-Control-Allow-Origin", "*");
  if (path === "/stats" && request.method === "GET") {
    response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(stats()));
  } else if (!(await observation.handle(request, response))) {
    response.writeHead(404, { "Content-Type": "text/plain" });
    response.end(
      "GET /stats, /channels/{id}/view, /channels/{id}/recording (also POST, DELETE), /recordings/{file} and WebSocket /signaling are the only paths\n",
    );
  }
}
