import type { I18n } from "../i18n/index.ts";

interface TitledTile {
  readonly name: string;
  readonly kind: "camera" | "screen";
  readonly local: boolean;
}

/** What a tile is called. */
export function tileTitle({ t }: I18n, { name, kind, local }: TitledTile): string {
  if (kind === "screen") return local ? t("tile.screen.own") : t("tile.screen.of", { name });
  return local ? t("tile.you", { name }) : name;
}
