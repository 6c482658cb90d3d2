import { describe, expect, it, vi } from "vitest";
import { ActivityBook, liveFacts } from "../fabric/handoff";
import { Space } from "../fabric/space";
import type { ChannelMessage } from "../wire/schema";
import { BookRunner } from "./steps";
import type { Write } from "./storage";

const now = () => ({ now_s: 1, utc_ms: 1_767_225_600_000 });

function make(write: (writes: readonly Write[]) => Promise<void>, show = () => {}) {
  const order: string[] = [];
  const space = new Space({
    spaceId: "s",
    deviceId: "phone",
    keeperId: "car",
    clientId: 7,
    keep: liveFacts,
  });
  const runner = new BookRunner(new ActivityBook(space), {
    storage: {
      write: async (writes) => {
        await write(writes);
        order.push(`stored ${writes.length > 0}`);
      },
    },
    now,
    send: (_device, message: ChannelMessage) => order.push(`sent ${message.type}`),
    onEvents: (events) => {
      if (events.length > 0) order.push("acted");
      show();
    },
    onBroken: () => order.push("broken"),
  });
  return { order, runner };
}

const song = JSON.stringify({ type: "media", queue: [], index: 0, playing: false });

describe("BookRunner", () => {
  it("stores before it acts, and acts before it sends", async () => {
    const { order, runner } = make(async () => {});
    await runner.do((book, at) => book.peerUp("car", at));
    order.length = 0;
    await runner.do((book, at) => book.start("media", song, at));
    expect(order[0]).toBe("stored true");
    expect(order[1]).toBe("acted");
    expect(order.slice(2).every((entry) => entry.startsWith("sent"))).toBe(true);
    expect(order.length).toBeGreaterThan(2);
    runner.close();
  });

  it("acts on and sends nothing once the disk has failed", async () => {
    const { order, runner } = make(() => Promise.reject(new Error("full")));
    await runner.do((book, at) => book.start("media", song, at));
    await runner.do((book, at) => book.peerUp("car", at));
    expect(order).toEqual(["broken"]);
  });

  it("goes on when a screen fails over a step, and when a step fails", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { order, runner } = make(
      async () => {},
      () => {
        throw new TypeError("a screen's own defect");
      },
    );
    await runner.do((book, at) => book.peerUp("car", at));
    order.length = 0;
    await runner.do((book, at) => book.start("media", song, at));
    expect(order.some((entry) => entry.startsWith("sent"))).toBe(true);
    const take = runner.book.take.bind(runner.book);
    runner.book.take = () => {
      throw new Error("a defect");
    };
    await expect(runner.do(() => {})).rejects.toThrow("a defect");
    runner.book.take = take;
    order.length = 0;
    await runner.do((book) => void book.updateState("media", song.replace("0", "1")));
    expect(order[0]).toBe("stored true");
    runner.close();
    vi.restoreAllMocks();
  });

  it("carries steps out one at a time, in order", async () => {
    let running = 0;
    let most = 0;
    const { runner } = make(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    });
    await Promise.all([
      runner.do((book, at) => book.start("media", song, at)),
      runner.do((book) => book.space.put("settings", "a", 1)),
      runner.do((book) => book.space.put("settings", "b", 2)),
    ]);
    expect(most).toBe(1);
    runner.close();
  });
});
