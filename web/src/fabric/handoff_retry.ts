// When to send again: back-off by doubling, without a clock of its own.

import type { Limits } from "./handoff_limits";

/** One message that is sent until it is answered. */
export class Retry {
  /** When to send again; null while there is nothing to send. */
  at_s: number | null = null;
  #attempts = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Note that it was sent just now. */
  sent(nowS: number): void {
    const waitS = Math.min(
      this.#limits.retry_first_s * 2 ** this.#attempts,
      this.#limits.retry_most_s,
    );
    this.#attempts = Math.min(this.#attempts + 1, 16);
    this.at_s = nowS + waitS;
  }

  /** Forget it: answered, or nobody there to send it to. */
  clear(): void {
    this.#attempts = 0;
    this.at_s = null;
  }

  /** Say whether it is time to send again. */
  due(nowS: number): boolean {
    return this.at_s !== null && nowS >= this.at_s;
  }
}
