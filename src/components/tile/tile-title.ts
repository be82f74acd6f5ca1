import type { I18n } from "../../i18n/index.ts";

interface TitledTile {
  readonly name: string;
  readonly kind: "camera" | "screen";
  readonly claimed: boolean;
  readonly local: boolean;
}

/** The title of a tile. */
export function tileTitle({ t }: I18n, { name, kind, claimed, local }: TitledTile): string {
  if (kind === "screen" && local) return t("tile.screen.own");
  if (kind === "screen") return t(claimed ? "tile.screen.claimed" : "tile.screen.of", { name });
  return local ? t("tile.you", { name }) : name;
}
