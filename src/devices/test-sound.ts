/** Two notes, in hertz, each for this many seconds. */
const notes = [523.25, 659.25];
const noteLength = 0.35;

/**
 * Plays two notes through this speaker; null: the system's speaker. If the browser cannot choose a speaker, or
 * the speaker is gone, the system's speaker plays them. Resolves at the end of the notes.
 */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const out = context.createMediaStreamDestination();
    audio.srcObject = out.stream;
    if (speakerId !== null && "setSinkId" in audio) await audio.setSinkId(speakerId).catch(() => undefined);
    await Promise.all([context.resume(), audio.play()]);
    const ended = notes.map((frequency, index) => {
      const from = context.currentTime + 0.05 + index * noteLength;
      const tone = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.25, from + 0.03);
      volume.gain.linearRampToValueAtTime(0, from + noteLength);
      tone.connect(volume).connect(out);
      tone.start(from);
      tone.stop(from + noteLength);
      return new Promise((resolve) => tone.addEventListener("ended", resolve, { once: true }));
    });
    await Promise.all(ended);
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}
