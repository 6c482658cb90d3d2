// One ticking second for everything on a screen that says an age or a time of day.

class TickingClock {
  nowMs = $state(Date.now());

  constructor() {
    if (typeof window !== "undefined") {
      setInterval(() => {
        this.nowMs = Date.now();
      }, 1_000);
    }
  }

  /** Seconds since a moment on this device's clock; never negative. */
  since(ms: number): number {
    return Math.max(0, (this.nowMs - ms) / 1000);
  }
}

export const clock = new TickingClock();
