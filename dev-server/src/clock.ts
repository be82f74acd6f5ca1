const TICK = 50;
const QUARTER_SECOND = 250;
const SECOND = 1000;
const LATE = 500;
const GRACE = 1000;

export interface ClockEvents {
  often(now: number): void;
  quarterSecond(now: number): void;
  second(now: number): void;
}

/** The one interval of a server. */
export function startClock(events: ClockEvents): { stop(): void } {
  let last = Date.now();
  let lastQuarter = last;
  let lastSecond = last;
  const timer = setInterval(() => {
    const now = Date.now();
    // This process did not run for a while. Its clients' messages are still unread, so they must not time out.
    if (now - last > LATE) lastQuarter = lastSecond = now + GRACE;
    last = now;
    events.often(now);
    if (now - lastQuarter >= QUARTER_SECOND) {
      lastQuarter = now;
      events.quarterSecond(now);
    }
    if (now - lastSecond >= SECOND) {
      lastSecond = now;
      events.second(now);
    }
  }, TICK);
  return { stop: () => clearInterval(timer) };
}
