import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Channel } from "../channel/channel.ts";
import type { Member } from "../channel/member.ts";
import { createId } from "../ids.ts";
import { isLocalOrigin } from "../local-origin.ts";
import { type RecordedFile, Recording } from "./recording.ts";
import { ChannelView } from "./view.ts";

interface Observed {
  readonly view: ChannelView;
  recording: Recording | undefined;
  /** Of the recording that ended last. */
  recorded: readonly RecordedFile[];
}

const CHANNEL_PATH = /^\/channels\/([^/]+)\/(client-stats|recording|view)$/;
const FILE_PATH = /^\/recordings\/([0-9A-Z]+-[0-9A-Z]+\.webm)$/;

/**
 * Shows what a server could do with its data: inspect frames and record them. Answers only pages of this
 * machine, so that other pages in the same browser cannot read the data.
 */
export class Observation {
  private readonly channels = new Map<string, Observed>();

  constructor(
    private readonly folder: string,
    private readonly find: (channelId: string) => Channel | undefined,
  ) {}

  /** @returns false for an unknown path. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = request.url?.split("?")[0] ?? "";
    const file = FILE_PATH.exec(path)?.[1];
    const [, encodedId, what] = CHANNEL_PATH.exec(path) ?? [];
    if (!file && !encodedId) return false;
    if (!isLocalOrigin(request.headers.origin)) {
      answer(response, 403, { error: "Only pages of this machine may read this." });
      return true;
    }
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
    if (request.method === "OPTIONS") answer(response, 204, undefined);
    else if (file) await this.sendFile(file, request, response);
    else await this.handleChannel(decode(encodedId ?? ""), what ?? "", request.method ?? "", response);
    return true;
  }

  memberCame(channelId: string, member: Member): void {
    this.channels.get(channelId)?.recording?.add(member);
  }

  memberWent(channelId: string, { connectionId }: Member): void {
    this.channels.get(channelId)?.recording?.remove(connectionId);
  }

  /** @returns when every file is complete. */
  async close(): Promise<void> {
    const observed = [...this.channels.values()];
    this.channels.clear();
    for (const { view } of observed) view.stop();
    await Promise.all(observed.map(({ recording }) => recording?.stop()));
  }

  private async handleChannel(
    channelId: string | null,
    what: string,
    method: string,
    response: ServerResponse,
  ): Promise<void> {
    if (channelId === null) return answer(response, 400, { error: "The channel id is not well-formed." });
    const channel = this.find(channelId);
    const observed = this.channels.get(channelId) ?? {
      view: new ChannelView(),
      recording: undefined,
      recorded: [],
    };
    if (channel) this.channels.set(channelId, observed);
    // A recording outlives the last member, because its files can still be requested.
    if (!channel && !observed.recording && observed.recorded.length === 0)
      return answer(response, 404, { error: "This channel is empty." });
    const members = channel?.present ?? [];
    switch (`${method} ${what}`) {
      case "GET view":
        return answer(response, 200, {
          recording: observed.recording !== undefined,
          peers: observed.view.look(members),
        });
      case "GET client-stats":
        return answer(
          response,
          200,
          Object.fromEntries(
            members.map(({ connectionId, statistics }) => [connectionId, statistics ?? null]),
          ),
        );
      case "POST recording":
        return this.startRecording(observed, members, response);
      case "GET recording":
        return answer(response, 200, {
          recording: observed.recording !== undefined,
          files: observed.recording?.files ?? observed.recorded,
        });
      case "DELETE recording":
        return this.stopRecording(observed, response);
      default:
        return answer(response, 405, { error: `${method} is not known here.` });
    }
  }

  private async startRecording(
    observed: Observed,
    members: readonly Member[],
    response: ServerResponse,
  ): Promise<void> {
    if (observed.recording) {
      return answer(response, 409, { error: "This channel is being recorded already." });
    }
    const recording = new Recording(this.folder, createId());
    observed.recording = recording;
    try {
      await recording.start(members);
    } catch (cause) {
      observed.recording = undefined;
      return answer(response, 500, { error: `The recording cannot be written: ${(cause as Error).message}` });
    }
    answer(response, 201, { recording_id: recording.id, folder: this.folder });
  }

  private async stopRecording(observed: Observed, response: ServerResponse): Promise<void> {
    const { recording } = observed;
    if (!recording) return answer(response, 404, { error: "This channel is not being recorded." });
    observed.recording = undefined;
    observed.recorded = await recording.stop();
    answer(response, 200, { recording_id: recording.id, folder: this.folder, files: observed.recorded });
  }

  private async sendFile(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = join(this.folder, name);
    const found = await stat(path).catch(() => null);
    if (request.method !== "GET" || !found)
      return answer(response, 404, { error: "There is no such recording." });
    response.writeHead(200, { "Content-Type": "video/webm", "Content-Length": found.size });
    // The client may disconnect before the end.
    await pipeline(createReadStream(path), response).catch(() => response.destroy());
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
