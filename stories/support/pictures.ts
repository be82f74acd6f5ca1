import type { DrawPicture } from "react-sora-e2ee/testing";

/** Possible pictures of a camera or a screen. Text over each of them must be readable. */
const pictures = { white, black, busy, screen } as const;

/** A person before a background of this hue, in degrees: tells pictures apart. Or one of the `pictures`. */
export type Look = number | keyof typeof pictures;

export function pictureOf(look: Look): DrawPicture {
  return typeof look === "number" ? person(look) : pictures[look]();
}

function person(hue: number): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    const sway = Math.sin(frame / 12) * height * 0.02;
    fill(context, `hsl(${hue} 45% 62%)`, 0, 0, width, height);
    context.fillStyle = `hsl(${hue} 50% 40%)`;
    context.beginPath();
    context.arc(width / 2 + sway, height * 0.42, height * 0.16, 0, 2 * Math.PI);
    context.ellipse(width / 2 + sway / 2, height, height * 0.36, height * 0.38, 0, 0, 2 * Math.PI);
    context.fill();
  };
}

function white(): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    fill(context, "#fff", 0, 0, width, height);
    fill(context, "#f1f1f1", (frame * 4) % width, height / 2, width / 5, 4);
  };
}

function black(): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    fill(context, "#000", 0, 0, width, height);
    fill(context, "#0c0c0c", (frame * 4) % width, height / 2, width / 5, 4);
  };
}

function busy(): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    const cell = height / 12;
    for (let x = 0; x < width; x += cell) {
      for (let y = 0; y < height; y += cell) {
        const seed = (x * 7 + y * 13 + Math.floor(frame / 5) * 3) / cell;
        fill(context, `hsl(${(seed * 47) % 360} 85% ${20 + ((seed * 29) % 70)}%)`, x, y, cell, cell);
      }
    }
  };
}

/** A document in an editor, 4 by 3. */
function screen(): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    fill(context, "#fbfbf9", 0, 0, width, height);
    fill(context, "#2f5d8c", 0, 0, width, height * 0.08);
    fill(context, "#dfe6ec", 0, height * 0.08, width * 0.2, height);
    for (let line = 0; line < 14; line++) {
      const length = 0.35 + ((line * 37) % 30) / 100;
      fill(context, "#59636e", width * 0.26, height * (0.16 + line * 0.055), width * length, height * 0.018);
    }
    if (frame % 10 < 5) fill(context, "#111", width * 0.62, height * 0.87, 3, height * 0.04);
  };
}

function fill(
  context: CanvasRenderingContext2D,
  color: string,
  ...box: [x: number, y: number, width: number, height: number]
): void {
  context.fillStyle = color;
  context.fillRect(...box);
}
