import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RequestError, SurfaceClient, type SurfaceState } from "./client";

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  drop() {
    this.readyState = 3;
    this.onclose?.();
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.drop();
  }
  say(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const last = () => FakeSocket.all.at(-1)!;

function start() {
  const states: SurfaceState[] = [];
  const topics: [string, unknown][] = [];
  const client = new SurfaceClient({
    url: "ws://car/surface",
    openSocket: () => new FakeSocket() as unknown as WebSocket,
    onState: (state) => states.push(state),
    onTopic: (topic, data) => topics.push([topic, data]),
    random: () => 1,
  });
  return { client, states, topics };
}

describe("SurfaceClient", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
  });
  afterEach(() => vi.useRealTimers());

  it("hands topics on and matches answers to questions", async () => {
    const { client, topics } = start();
    last().open();
    last().say({ type: "event", topic: "notice", data: { text: "hello" } });
    expect(topics).toEqual([["notice", { text: "hello" }]]);

    const first = client.request("car.lock", { locked: true });
    const second = client.request("places.search", { query: "Paris" });
    const ids = last().sent.map((text) => JSON.parse(text).request_id as number);
    last().say({ type: "response", request_id: ids[1], result: { places: [] } });
    last().say({ type: "response", request_id: ids[0], error: "Not now.", error_code: "moving" });
    await expect(second).resolves.toEqual({ places: [] });
    await expect(first).rejects.toMatchObject({ message: "Not now.", code: "moving" });
  });

  it("comes back by itself and says since when it was away", () => {
    const { states } = start();
    last().open();
    vi.setSystemTime(5_000);
    last().drop();
    expect(states.at(-1)).toEqual({ kind: "lost", sinceMs: 5_000 });
    vi.advanceTimersByTime(250);
    last().drop();
    expect(states.at(-1)).toEqual({ kind: "lost", sinceMs: 5_000 });
    vi.advanceTimersByTime(500);
    expect(FakeSocket.all).toHaveLength(3);
    last().open();
    expect(states.at(-1)).toEqual({ kind: "open" });
  });

  it("fails what was asked when the connection is lost, and at once when there is none", async () => {
    const { client } = start();
    last().open();
    const asked = client.request("car.lock", { locked: true });
    last().drop();
    await expect(asked).rejects.toBeInstanceOf(RequestError);
    await expect(client.request("car.lock", { locked: true })).rejects.toMatchObject({
      code: "unreachable",
    });
  });

  it("survives a message that it cannot read", () => {
    const { topics } = start();
    last().open();
    last().onmessage?.({ data: "{" });
    last().say({ type: "event", topic: "progress", data: null });
    expect(topics).toEqual([["progress", null]]);
  });

  it("does not wait for ever", async () => {
    const { client } = start();
    last().open();
    const asked = client.request("media.library", {});
    const refused = expect(asked).rejects.toMatchObject({ code: "timeout" });
    vi.advanceTimersByTime(15_001);
    await refused;
  });
});
