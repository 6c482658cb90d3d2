// When to dial again, and where.

const FIRST_DELAY_S = 0.5;
const MAX_DELAY_S = 15;
const MAX_EXPONENT = 10;
const STABLE_AFTER_S = 10;

/**
 * Back-off over remembered addresses: 0.5 s · 2ⁿ with jitter, at most 15 s.
 *
 * All addresses are tried, the one that last worked first, before a delay grows.
 */
export class Reconnect {
  private known: string[];
  private next = 0;
  private rounds = 0;

  constructor(addresses: readonly string[]) {
    this.known = [...new Set(addresses)];
  }

  /** What to remember, best first. */
  get addresses(): readonly string[] {
    return this.known;
  }

  /** Return where to dial now. */
  nextAddress(): string {
    return this.known[this.next] ?? "";
  }

  /** Note that the address worked, and what other addresses the car told. */
  opened(learned: readonly string[]): void {
    this.known = [...new Set([this.nextAddress(), ...learned, ...this.known])];
    this.next = 0;
  }

  /**
   * Return how long to wait after a link that lived `livedS` (0: it never opened).
   *
   * `fraction` is random, 0 to 1: the delay is between half and all of the back-off.
   */
  delayS(livedS: number, fraction: number): number {
    if (livedS >= STABLE_AFTER_S) {
      this.retryNow();
    } else {
      this.next = (this.next + 1) % this.known.length;
      if (this.next !== 0) return FIRST_DELAY_S * fraction;
      this.rounds = Math.min(this.rounds + 1, MAX_EXPONENT);
    }
    return Math.min(FIRST_DELAY_S * 2 ** this.rounds, MAX_DELAY_S) * (0.5 + fraction / 2);
  }

  /** Start the back-off over: the network has just come back. */
  retryNow(): void {
    this.rounds = 0;
    this.next = 0;
  }
}
