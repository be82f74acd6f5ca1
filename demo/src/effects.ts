import type { MediaEffect } from "react-sora-e2ee";
import { hasNoiseSuppression, suppressNoise } from "../../examples/effects/noise-suppression.ts";
import { createBackgrounds, hasBackgrounds } from "../../examples/effects/virtual-background.ts";
import type { languages } from "./language.ts";

type Texts = (typeof languages)[keyof typeof languages]["texts"];

/** A wall in the evening. As a data URL, so that nothing is fetched for it. */
const wall = `data:image/svg+xml,${encodeURIComponent(`
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">
  <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#27415e"/><stop offset="1" stop-color="#d98f6c"/></linearGradient>
  <rect width="640" height="360" fill="url(#sky)"/>
</svg>`)}`;

const backgrounds = createBackgrounds(`${import.meta.env.BASE_URL}virtual-background`);
const blur = backgrounds.blur();
const image = backgrounds.image(wall);

/** The effects that people can switch on. Shiguredo's packages and their models are loaded only then. */
export function effectsIn(texts: Texts): readonly MediaEffect[] {
  const background = { unavailable: hasBackgrounds() ? null : texts.noBackground };
  return [
    { id: "blur", name: texts.blur, camera: blur, ...background },
    { id: "image", name: texts.image, camera: image, ...background },
    {
      id: "noise",
      name: texts.noise,
      microphone: suppressNoise,
      unavailable: hasNoiseSuppression() ? null : texts.noNoise,
    },
  ];
}
