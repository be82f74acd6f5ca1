/** The messages of a recording (docs/recording.md#messages). */
export type RecordingMessage =
  | {
      readonly type: "announcement";
      readonly id: string;
      readonly status: "asking" | "recording" | "ended";
      /**
       * The time since the start of the recording in seconds. An age is sent because the clocks of devices
       * differ.
       */
      readonly age: number;
    }
  | { readonly type: "answer"; readonly id: string; readonly agreed: boolean }
  | { readonly type: "heard"; readonly id: string; readonly agreed: boolean };

/** Announcements are repeated at this interval, in milliseconds. */
export const announceInterval = 3000;
/** An announcement without a repeat within this time counts as ended, in milliseconds. */
export const announcementExpiry = 10_000;

/** Bytes. Every message is far smaller. */
const longest = 512;
/** Seconds. */
const oldest = 7 * 24 * 60 * 60;
const statuses = ["asking", "recording", "ended"] as const;

export function writeMessage(message: RecordingMessage): string {
  const { type, id } = message;
  return type === "announcement"
    ? JSON.stringify({ recording: id, status: message.status, age: message.age })
    : JSON.stringify({ [type]: id, agreed: message.agreed });
}

/** Null for any other message, because peers can send anything. */
export function readMessage(data: Uint8Array): RecordingMessage | null {
  if (data.length > longest) return null;
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    return null;
  }
  if (typeof given !== "object" || given === null) return null;
  const { recording, answer, heard, status, age, agreed } = given as Record<string, unknown>;
  if (isId(recording)) {
    const known = statuses.find((one) => one === status);
    const seconds = typeof age === "number" && age >= 0 && age <= oldest ? age : 0;
    return known === undefined ? null : { type: "announcement", id: recording, status: known, age: seconds };
  }
  if (typeof agreed !== "boolean") return null;
  if (isId(answer)) return { type: "answer", id: answer, agreed };
  if (isId(heard)) return { type: "heard", id: heard, agreed };
  return null;
}

/** 128 random bits, which are unique without coordination. */
export function newRecordingId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32}$/u.test(value);
}
