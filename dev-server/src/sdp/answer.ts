/** The part of an answer's m= section that the server needs. */
export interface AnswerLine {
  readonly mid: string;
  /** Port 0: the client rejects the section. */
  readonly rejected: boolean;
  readonly direction: "sendrecv" | "sendonly" | "recvonly" | "inactive";
  readonly payloadTypes: readonly number[];
}

export interface Answer {
  readonly lines: readonly AnswerLine[];
  /** Upper-case SHA-256 fingerprints of the client's certificate. */
  readonly fingerprints: readonly string[];
  readonly passive: boolean;
}

/** Thrown by readAnswer, with the problem. */
export class SdpError extends Error {
  override readonly name = "SdpError";
}

/** Reads an answer to an offer with these mids. */
export function readAnswer(sdp: string, offeredMids: readonly string[]): Answer {
  const lines = sdp.split(/\r?\n/);
  if (lines[0] !== "v=0") throw new SdpError("does not begin with v=0");
  if (lines.some((line) => line !== "" && !/^[a-z]=/.test(line)))
    throw new SdpError("a line is not type=value");
  const starts = lines.flatMap((line, index) => (line.startsWith("m=") ? [index] : []));
  if (starts.length !== offeredMids.length) throw new SdpError("as many m= sections as offered are needed");
  const sections = starts.map((start, index) => readSection(lines.slice(start, starts[index + 1])));
  sections.forEach(({ mid, rejected }, index) => {
    if (mid !== offeredMids[index] && !(rejected && mid === ""))
      throw new SdpError("mids differ from the offer's");
  });
  return {
    lines: sections,
    fingerprints: values(lines, "a=fingerprint:sha-256 ").map((value) => value.toUpperCase()),
    passive: values(lines, "a=setup:").includes("passive"),
  };
}

function readSection(lines: readonly string[]): AnswerLine {
  const media = /^m=\w+ (\d+) \S+(.*)$/.exec(lines[0] ?? "");
  if (!media) throw new SdpError("an m= line does not parse");
  const direction = lines
    .map((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.exec(line)?.[1])
    .find((found) => found !== undefined);
  return {
    mid: values(lines, "a=mid:")[0] ?? "",
    rejected: media[1] === "0",
    direction: (direction ?? "sendrecv") as AnswerLine["direction"],
    payloadTypes: (media[2] ?? "").trim().split(" ").map(Number).filter(Number.isInteger),
  };
}

function values(lines: readonly string[], prefix: string): string[] {
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
}
