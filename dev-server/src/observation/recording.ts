import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Member } from "../channel/member.ts";
import type { PublishedTrack } from "../media/published-track.ts";
import { FrameAssembler } from "./frame-assembler.ts";
import { canRecord, WebmFile } from "./webm-file.ts";

/** In the form of the answers. */
export interface RecordedFile {
  readonly connection_id: string;
  /** Within the recordings folder. */
  readonly file: string;
  /** Codecs of tracks that WebM has no place for. */
  readonly left_out: readonly string[];
  /** The reason why the file is incomplete. Null while it is being written, and when it is complete. */
  readonly error: string | null;
}

interface Running {
  readonly file: WebmFile;
  readonly taps: readonly (readonly [PublishedTrack, FrameAssembler])[];
  readonly recorded: RecordedFile;
}

/** A recording of one channel: a WebM file for each sending member, including later ones. */
export class Recording {
  private readonly members = new Map<string, Running>();
  private readonly done: RecordedFile[] = [];
  private readonly endings: Promise<void>[] = [];
  private started = false;

  constructor(
    private readonly folder: string,
    readonly id: string,
  ) {}

  /** @throws when the folder cannot be created. */
  async start(members: Iterable<Member>): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    this.started = true;
    for (const member of members) this.add(member);
  }

  get files(): readonly RecordedFile[] {
    return [...this.done, ...[...this.members.values()].map(({ recorded }) => recorded)];
  }

  add({ connectionId, ingest: { tracks } }: Member): void {
    const recordable = tracks.filter(({ codec }) => canRecord(codec));
    if (!this.started || this.members.has(connectionId) || recordable.length === 0) return;
    const name = `${this.id}-${connectionId}.webm`;
    const file = new WebmFile(
      join(this.folder, name),
      recordable.map(({ codec }) => codec),
    );
    const taps = recordable.map((track) => {
      const tap = new FrameAssembler(track.codec, (frame) => file.add(track.codec, frame));
      track.taps.add(tap);
      track.requestKeyFrame();
      return [track, tap] as const;
    });
    const leftOut = tracks.filter((track) => !recordable.includes(track)).map(({ codec }) => codec.name);
    this.members.set(connectionId, {
      file,
      taps,
      recorded: { connection_id: connectionId, file: name, left_out: leftOut, error: null },
    });
  }

  remove(connectionId: string): void {
    const running = this.members.get(connectionId);
    if (!running) return;
    this.members.delete(connectionId);
    for (const [track, tap] of running.taps) track.taps.delete(tap);
    const ending = running.file.end().then((error) => void this.done.push({ ...running.recorded, error }));
    this.endings.push(ending);
  }

  /** @returns when every file is complete. */
  async stop(): Promise<readonly RecordedFile[]> {
    for (const connectionId of [...this.members.keys()]) this.remove(connectionId);
    await Promise.all(this.endings);
    return this.done;
  }
}
