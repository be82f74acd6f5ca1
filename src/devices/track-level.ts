const interval = 100;

/**
 * Measures the level of a track, 0 to 1, ten times a second, for a `LevelMeter` before a call. Create it once
 * for each track, because each subscriber opens an `AudioContext` and closes it again.
 */
export function trackLevel(track: MediaStreamTrack): (onLevel: (level: number) => void) => () => void {
  return (onLevel) => {
    // Without audio support there is no level, as in jsdom.
    if (typeof AudioContext === "undefined") return () => undefined;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      onLevel(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
    }, interval);
    // Before a first click or key the browser may keep it silent.
    const resume = () => void context.resume().catch(() => undefined);
    const events = ["pointerup", "keydown"] as const;
    for (const event of events) document.addEventListener(event, resume);
    return () => {
      clearInterval(timer);
      for (const event of events) document.removeEventListener(event, resume);
      void context.close().catch(() => undefined);
    };
  };
}
