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
    this.#chain = this.#chain.then(() => this.#carryOut());
    return this.#chain;
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
    this.options.onEvents(events);
    for (const [deviceId, message] of sends) this.options.send(deviceId, message);
    this.#setAlarm();
  }

  #setAlarm(): void {
    clearTimeout(this.#timer);
    const atS = this.book.nextTimerS();
    if (atS === null || this.#closed) return;
    const inMs = Math.max(0, (atS - this.options.now().now_s) * 1000);
    this.#timer = setTimeout(() => void this.do((book, now) => book.onTimer(now)), inMs);
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
