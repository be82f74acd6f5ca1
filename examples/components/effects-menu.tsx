import { EffectsMenu, type MediaEffect, useLocalMedia, useMediaEffects } from "react-sora-e2ee";
import { createBackgrounds } from "../effects/virtual-background.ts";

const backgrounds = createBackgrounds("/virtual-background");
// Made once: a new function would be started in the place of the one before.
const effects: readonly MediaEffect[] = [
  { id: "blur", name: "Blurred background", camera: backgrounds.blur() },
  { id: "office", name: "Office", camera: backgrounds.image("/office.jpg") },
];

/** A preview whose background people can choose, as on their last visit. */
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
