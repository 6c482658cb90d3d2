import { describe, expect, it } from "vitest";
import { DataUnusable, LocalUseError, PeerError } from "./errors";
import { ActivityBook, liveFacts, type Moment, type Step } from "./handoff";
import { Space } from "./space";

/** A device with a disk: carries out steps in the order that the book asks for. */
class Node {
  book: ActivityBook;
  live = new Set<string>();
  readonly saved = new Map<string, string>();
  log: Uint8Array[] = [];
  #clientId: number;

  constructor(readonly deviceId: string) {
    this.#clientId = deviceId === "car" ? 100 : 200;
    this.book = this.#open();
  }

  #open(): ActivityBook {
    const space = new Space({
      spaceId: "home",
      deviceId: this.deviceId,
      keeperId: "car",
      clientId: this.#clientId++,
      keep: liveFacts,
    });
    const book = new ActivityBook(space);
    book.load(this.log, this.saved, now());
    return book;
  }

  restart(): void {
    this.live.clear();
    this.book = this.#open();
    this.step();
  }

  step(): Step["sends"] {
    const step = this.book.take(now());
    for (const write of step.writes) {
      if (write.type === "save_activity") this.saved.set(write.activity, write.checkpoint);
      else if (write.type === "append_log") this.log.push(write.entry);
      else this.log = [write.entry];
    }
    for (const item of step.events) {
      if (item.type !== "activity_event") continue;
      if (item.event.type === "started") this.live.add(item.activity);
      if (item.event.type === "stopped") this.live.delete(item.activity);
    }
    return step.sends;
  }
}

let nowS = 0;
function now(): Moment {
  nowS += 0.001;
  return { now_s: nowS, utc_ms: 1_764_000_000_000 + Math.round(nowS * 1000) };
}

function pump(a: Node, b: Node): void {
  for (;;) {
    const sends = [a, b].flatMap((from) => from.step().map((send) => [from, send] as const));
    if (sends.length === 0) return;
    for (const [from, [, message]] of sends) {
      (from === a ? b : a).book.receive(message, from.deviceId, now());
      expect(a.live.has("media") && b.live.has("media")).toBe(false);
    }
  }
}

function linked(): [Node, Node] {
  const car = new Node("car");
  const phone = new Node("phone");
  car.book.peerUp("phone", now());
  phone.book.peerUp("car", now());
  pump(car, phone);
  return [car, phone];
}

describe("the activity book", () => {
  it("moves a song to the car and back, one holder throughout", () => {
    const [car, phone] = linked();
    phone.book.start("media", '{"song":1}', now());
    pump(car, phone);
    car.book.bringHere("media", now());
    expect(car.book.view("media").moving).toBe("arriving");
    pump(car, phone);
    expect([...car.live]).toEqual(["media"]);
    expect(phone.book.view("media")).toMatchObject({ holder_id: "car", live_here: false, epoch: 2 });
    car.book.moveTo("media", "phone", now(), "rule");
    pump(car, phone);
    expect([...phone.live]).toEqual(["media"]);
    expect(phone.book.view("media").state).toBe('{"song":1}');
  });

  it("is as it was when the page is loaded again", () => {
    const [car, phone] = linked();
    phone.book.start("navigation", '{"to":"上海"}', now());
    pump(car, phone);
    phone.book.updateState("navigation", '{"to":"北京"}');
    pump(car, phone);
    phone.restart();
    expect([...phone.live]).toEqual(["navigation"]);
    expect(phone.book.view("navigation").state).toBe('{"to":"北京"}');
    expect(car.book.view("navigation").state).toBe('{"to":"北京"}');
  });

  it("keeps what the later of two offline starts passed over", () => {
    const [car, phone] = linked();
    car.book.peerDown("phone", now());
    phone.book.peerDown("car", now());
    phone.book.start("media", '{"mine":"phone"}', now());
    phone.step();
    car.book.start("media", '{"mine":"car"}', now());
    car.step();
    car.book.peerUp("phone", now());
    phone.book.peerUp("car", now());
    for (let sends = [...car.step()]; sends.length > 0; sends = [...car.step()]) {
      for (const [, message] of sends) phone.book.receive(message, "car", now());
      phone.step();
    }
    expect([...phone.live]).toEqual([]);
    expect(phone.book.view("media")).toMatchObject({
      holder_id: "car",
      state: '{"mine":"car"}',
      resume_from: '{"mine":"phone"}',
    });
  });

  it("starts what has no room in the space", () => {
    const [, phone] = linked();
    const state = JSON.stringify({ song: "x".repeat(900_000) });
    phone.book.start("media", state, now());
    phone.step();
    phone.book.start("navigation", state, now());
    phone.step();
    expect(phone.book.view("navigation").live_here).toBe(true);
    expect([...phone.book.space.facts("claims").keys()].sort()).toEqual([
      "media/1/phone",
      "navigation/1/phone",
    ]);
  });

  it("says whose fault it is when an activity is not known", () => {
    const [car] = linked();
    const ready = { type: "handoff_ready", activity: "coffee", transfer_id: "x", epoch: 1 } as const;
    expect(() => car.book.receive(ready, "phone", now())).toThrow(PeerError);
    expect(() => car.book.start("coffee", "{}", now())).toThrow(LocalUseError);
    expect(() => car.book.load([], new Map([["media", "{"]]), now())).toThrow(DataUnusable);
  });
});
