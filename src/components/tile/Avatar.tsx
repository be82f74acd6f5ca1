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

function hueOf(seed: string): number {
  let hash = 0;
  for (const character of seed) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}
