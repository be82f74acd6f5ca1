import { useEffect, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { TileButton } from "./TileButton.tsx";

export interface FullscreenButtonProps {
  /** The name on the tile. */
  readonly name: string;
}

/**
 * A button that shows its tile in full screen, and ends full screen. Renders nothing in browsers without full
 * screen.
 */
export function FullscreenButton({ name }: FullscreenButtonProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLButtonElement>(null);
  const [possible, setPossible] = useState(false);
  const [full, setFull] = useState(false);

  useEffect(() => {
    setPossible(document.fullscreenEnabled === true);
    const follow = () => {
      const tile = ref.current?.closest(".sora-tile") ?? null;
      setFull(tile !== null && document.fullscreenElement === tile);
    };
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);

  if (!possible) return null;
  const toggle = () => {
    const tile = ref.current?.closest(".sora-tile");
    const done = full ? document.exitFullscreen() : tile?.requestFullscreen();
    // The browser may refuse, for example in an iframe. Then the tile stays as it is.
    done?.catch(() => undefined);
  };
  return (
    <TileButton
      ref={ref}
      icon={full ? "fullscreen-exit" : "fullscreen"}
      label={t(full ? "tile.fullscreen.exit" : "tile.fullscreen", { name })}
      onClick={toggle}
    />
  );
}
