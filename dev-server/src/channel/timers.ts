/** Timeouts with one owner, which clears them all. */
export class Timers {
  private readonly running = new Set<NodeJS.Timeout>();

  later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.running.delete(timer);
      run();
    }, milliseconds);
    this.running.add(timer);
  }

  every(milliseconds: number, run: () => void): void {
    this.later(milliseconds, () => {
      this.every(milliseconds, run);
      run();
    });
  }

  clear(): void {
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}
