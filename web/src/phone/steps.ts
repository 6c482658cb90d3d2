// Carries out the book's steps one at a time: durable first, then acted on, then sent.

import type { ActivityBook, BookEvent, BookWrite, Moment } from "../fabric/handoff";
import type { ChannelMessage } from "../wire/schema";
import type { PhoneStorage, Write } from "./storage";

interface Options {
  storage: Pick<PhoneStorage, "write">;
  now: () => Moment;
  send: (deviceId: string, message: ChannelMessage) => void;
  onEvents: (events: readonly BookEvent[]) => void;
  /** The disk failed: nothing after it was acted on, and nothing will be. */
  onBroken: (error: unknown) => void;
}

export class BookRunner {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chain: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    readonly book: ActivityBook,
    private readonly options: Options,
  ) {}

  /** Do something to the book, then all that follows from it. Throws what the book throws. */
  async do(change: (book: ActivityBook, now: Moment) => void): Promise<void> {
    if (this.#closed) return;
    change(this.book, this.options.now());
    await this.#step();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #step(): Promise<void> {
    const step = this.#chain.then(() => this.#carryOut());
    this.#chain = step.catch(() => {}); // whoever asked hears of it; the next step goes on
    return step;
  }

  async #carryOut(): Promise<void> {
    if (this.#closed) return;
    const { writes, events, sends } = this.book.take(this.options.now());
    try {
      await this.options.storage.write(writes.map(asWrite));
    } catch (error) {
      this.close();
      this.options.onBroken(error);
      return;
    }
    if (this.#closed) return;
    try {
      this.options.onEvents(events);
    } catch (error) {
      // It is durable already: a screen that fails over it must not stop what follows.
      console.error("segue: a step could not be shown", error);
    }
    for (const [deviceId, message] of sends) this.options.send(deviceId, message);
    this.#setAlarm();
  }

  #setAlarm(): void {
    clearTimeout(this.#timer);
    const atS = this.book.nextTimerS();
    if (atS === null || this.#closed) return;
    const inMs = Math.max(0, (atS - this.options.now().now_s) * 1000);
    this.#timer = setTimeout(() => {
      this.do((book, now) => book.onTimer(now)).catch((error: unknown) => {
        console.error("segue: a timer failed", error);
        this.#setAlarm();
      });
    }, inMs);
  }
}

function asWrite(write: BookWrite): Write {
  switch (write.type) {
    case "save_activity":
      return { kind: "checkpoint", activity: write.activity, checkpoint: write.checkpoint };
    case "append_log":
      return { kind: "append", entry: write.entry };
    case "replace_log":
      return { kind: "replace", entry: write.entry };
  }
}
