import { readFileSync } from "node:fs";

export type Theme = "light" | "dark";
type Rgb = readonly [red: number, green: number, blue: number];
interface Color {
  readonly rgb: Rgb;
  readonly alpha: number;
}

const url = new URL("../../../src/styles/base.css", import.meta.url);
const declarations = [...readFileSync(url, "utf8").matchAll(/--(sora-[a-z-]+):\s*([^;]+);/gu)];

/** The theme variables as base.css has them, without the leading `--`. */
export const variables: ReadonlyMap<string, string> = new Map(
  declarations.map(([, name = "", value = ""]) => [name, value.replace(/\s+/gu, " ").trim()]),
);

/** The variables that contain a color. */
export const colorNames = [...variables].filter(([, value]) => isColor(value)).map(([name]) => name);

/** Between two theme colors, WCAG 2.2: 1 to 21. A transparent color is drawn over `behind`. */
export function contrast(theme: Theme, text: string, surface: string, behind: Rgb = [0, 0, 0]): number {
  const ground = over(colorOf(theme, surface), behind);
  const lights = [over(colorOf(theme, text), ground), ground].map(luminance);
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
}

function isColor(value: string): boolean {
  return /^(?:light-dark\(|#|rgb\()/u.test(value);
}

function colorOf(theme: Theme, name: string): Color {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`base.css has no --${name}.`);
  const both = /^light-dark\(([^,]+), ([^,]+)\)$/u.exec(value);
  return parse((both ? both[theme === "light" ? 1 : 2] : value) ?? "");
}

function parse(value: string): Color {
  const hex = /^#([\da-f]{6})$/u.exec(value)?.[1];
  if (hex)
    return { rgb: triple([0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))), alpha: 1 };
  const [red, green, blue, alpha] =
    /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/u.exec(value)?.slice(1).map(Number) ?? [];
  if (alpha === undefined) throw new Error(`Not a color: ${value}`);
  return { rgb: triple([red, green, blue]), alpha };
}

function over({ rgb, alpha }: Color, ground: Rgb): Rgb {
  return triple(rgb.map((value, channel) => value * alpha + (ground[channel] ?? 0) * (1 - alpha)));
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = triple(
    rgb.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    ),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function triple([red = 0, green = 0, blue = 0]: readonly (number | undefined)[]): Rgb {
  return [red, green, blue];
}
