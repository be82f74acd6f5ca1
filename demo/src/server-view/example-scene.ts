/** A generated picture: a figure that waves in front of hills. `seconds` moves it. */
export function drawScene(context: CanvasRenderingContext2D, seconds: number): void {
  const { width, height } = context.canvas;
  context.fillStyle = "#9ad0f5";
  context.fillRect(0, 0, width, height);
  disc(context, width * 0.82, height * 0.24, height * 0.12, "#ffd75e");
  disc(context, width * 0.2, height * 1.5, height, "#5aa469");
  disc(context, width * 0.85, height * 1.45, height * 0.85, "#3f8a57");
  disc(context, width / 2, height * 1.02, height * 0.36, "#27548a");
  const wave = Math.sin(seconds * 4) * 0.5;
  context.strokeStyle = "#27548a";
  context.lineWidth = height * 0.1;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(width * 0.6, height * 0.82);
  context.lineTo(width * (0.68 + wave * 0.06), height * 0.45);
  context.stroke();
  disc(context, width * (0.68 + wave * 0.06), height * 0.42, height * 0.07, "#f2c9a1");
  disc(context, width / 2, height * 0.45, height * 0.2, "#f2c9a1");
  disc(context, width * 0.47, height * 0.42, height * 0.02, "#2b2b2b");
  disc(context, width * 0.53, height * 0.42, height * 0.02, "#2b2b2b");
  context.strokeStyle = "#2b2b2b";
  context.lineWidth = height * 0.015;
  context.beginPath();
  context.arc(width / 2, height * 0.47, height * 0.09, 0.3, Math.PI - 0.3);
  context.stroke();
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}
