// @ts-check
/** @typedef {{ back: string, skin: string, hair: string, shirt: string }} Person */

/**
 * Runs in the page before its own scripts, so it must not depend on other code. The camera shows a drawn person, and the
 * microphone a quiet tone.
 * @param {Person} person
 */
export function installDrawnCamera({ back, skin, hair, shirt }) {
  if (!("mediaDevices" in navigator)) return;
  const film = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /** @type {(color: string, x: number, y: number, width: number, height: number) => void} */
    const oval = (color, x, y, width, height) => {
      context.fillStyle = color;
      context.beginPath();
      context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
      context.fill();
    };
    let step = 0;
    const draw = () => {
      // A small nod, so that frames keep coming.
      const y = 150 + 2 * Math.sin(step / 9);
      step += 1;
      const wall = context.createLinearGradient(0, 0, 640, 360);
      wall.addColorStop(0, back);
      wall.addColorStop(1, "#e8edf2");
      context.fillStyle = wall;
      context.fillRect(0, 0, 640, 360);
      context.fillStyle = "rgb(255 255 255 / 45%)";
      context.fillRect(440, 40, 120, 120);
      oval(shirt, 320, 400, 150, 140);
      context.fillStyle = skin;
      context.fillRect(296, y + 50, 48, 60);
      oval(hair, 320, y - 14, 72, 78);
      oval(skin, 320, y + 8, 58, 70);
      oval("#222", 298, y, 5, 6);
      oval("#222", 342, y, 5, 6);
      context.strokeStyle = "#7a2e1d";
      context.lineWidth = 5;
      context.beginPath();
      context.arc(320, y + 28, 18, 0.15 * Math.PI, 0.85 * Math.PI);
      context.stroke();
    };
    draw();
    setInterval(draw, 66);
    return canvas.captureStream(15).getVideoTracks();
  };
  const hum = () => {
    const context = new AudioContext();
    const out = context.createMediaStreamDestination();
    const level = new GainNode(context, { gain: 0.02 });
    const tone = new OscillatorNode(context, { frequency: 220 });
    tone.connect(level).connect(out);
    tone.start();
    return out.stream.getAudioTracks();
  };
  const labels = { audio: "Microphone", video: "Camera" };
  for (const track of [MediaStreamTrack, CanvasCaptureMediaStreamTrack]) {
    Object.defineProperty(track.prototype, "label", {
      /** @this {MediaStreamTrack} */
      get() {
        return this.kind === "audio" ? labels.audio : labels.video;
      },
    });
  }
  /** @type {(kind: string, label: string) => MediaDeviceInfo} */
  const device = (kind, label) =>
    /** @type {MediaDeviceInfo} */ ({ kind, label, deviceId: kind, groupId: "", toJSON: () => ({}) });
  navigator.mediaDevices.enumerateDevices = async () => [
    device("audioinput", labels.audio),
    device("videoinput", labels.video),
    device("audiooutput", "Speakers"),
  ];
  navigator.mediaDevices.getUserMedia = async ({ audio = false, video = false } = {}) =>
    new MediaStream([...(video ? film() : []), ...(audio ? hum() : [])]);
}
