import { initials } from "./initials.ts";

export interface AvatarProps {
  readonly name: string;
  /** The same seed gives the same color. */
  readonly seed: string;
}

/** Stands in for a picture. The name is written elsewhere, so this is decoration. `--sora-avatar-size` sets its size. */
export function Avatar({ name, seed }: AvatarProps) {
  return (
    <span className="sora-avatar" aria-hidden="true" style={{ "--sora-hue": hueOf(seed) }}>
      {initials(name)}
    </span>
  );
}

/** Far enough apart to be told apart, and dark enough for white letters. */
const hues = [212, 262, 292, 325, 352, 14, 30, 88, 140, 172, 192, 236];

function hueOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hues[(hash ^ (hash >>> 15)) % hues.length] ?? 212;
}
