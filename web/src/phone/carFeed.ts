// What the car tells of itself over the link, and what of it is kept for when it is away.

import type { Json } from "../surface/client";
import type { CarState, Event, Notice, Progress } from "../wire/schema";
import type { PhoneStorage } from "./storage";
import type { PhoneStore } from "./store.svelte";

const KEEP_EVERY_MS = 5_000;

export class CarFeed {
  #keptMs = 0;

  constructor(
    private readonly store: PhoneStore,
    private readonly storage: Pick<PhoneStorage, "get" | "put">,
  ) {}

  /** Take a topic's newest value. */
  async take(event: Event): Promise<void> {
    const nowMs = Date.now();
    if (event.topic === "car") {
      this.store.car = event.data as Json<CarState>;
      this.store.carHeardMs = nowMs;
    } else if (event.topic === "progress") {
      this.store.progress = event.data as Json<Progress> | null;
    } else if (event.topic === "notice" && event.data) {
      const notice = event.data as Notice;
      this.store.tell(notice.level, notice.code, `${notice.text} ${notice.do}`.trim());
    }
    if (nowMs - this.#keptMs < KEEP_EVERY_MS) return;
    this.#keptMs = nowMs;
    const { car, progress, carHeardMs } = this.store;
    await this.storage.put("lastSeen", { car, progress, heardMs: carHeardMs });
  }

  /** Show the car as it was last heard of; screens say how long ago that was. */
  async restore(): Promise<void> {
    const seen = await this.storage.get("lastSeen");
    if (!seen) return;
    this.store.car = seen.car as Json<CarState> | null;
    this.store.progress = seen.progress as Json<Progress> | null;
    this.store.carHeardMs = seen.heardMs;
  }
}
