import { EffectsMenu, type MediaEffect, useLocalMedia, useMediaEffects } from "react-sora-e2ee";
import { createBackgrounds } from "../effects/virtual-background.ts";

const backgrounds = createBackgrounds("/virtual-background");
// Create the effects once, because a new function would replace the previous one and start again.
const effects: readonly MediaEffect[] = [
  { id: "blur", name: "Blurred background", camera: backgrounds.blur() },
  { id: "office", name: "Office", camera: backgrounds.image("/office.jpg") },
];

/** A preview in which people choose the background. The choice is stored for the next visit. */
export function CameraEffects() {
  const { camera: choice, processors } = useMediaEffects(effects, { remember: "effects" });
  const { camera } = useLocalMedia({ autoOpen: true, audio: false, processors });
  return (
    <EffectsMenu
      which="camera"
      effects={choice.effects}
      chosen={choice.chosen}
      device={camera}
      onChoose={choice.choose}
    />
  );
}
