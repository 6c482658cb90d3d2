import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { encodeMessage } from "../wire/codec";
import type { SpaceUpdate } from "../wire/schema";
import { PeerError } from "./errors";
import { Space, type SpaceMessage } from "./space";
import { readSetting, writeSetting } from "./space_settings";

interface Vector {
  facts: Record<"devices" | "recents", unknown>;
  pycrdt_hex: string;
  yjs_hex: string;
}

function space(deviceId: string, clientId: number): Space {
  return new Space({ spaceId: "home", deviceId, keeperId: "car", clientId });
}

/** Carry messages between two spaces until both are silent. */
function exchange(a: Space, b: Space): void {
  for (;;) {
    const sends = [a, b].flatMap((from) => from.toSend().map((send) => [from, send] as const));
    if (sends.length === 0) return;
    for (const [from, [, message]] of sends) {
      (from === a ? b : a).receive(message, from.deviceId, 0);
    }
  }
}

function link(a: Space, b: Space): void {
  a.peerUp(b.deviceId, 0);
  b.peerUp(a.deviceId, 0);
  exchange(a, b);
}

function update(make: (doc: Y.Doc) => void): SpaceMessage {
  const doc = new Y.Doc();
  make(doc);
  return {
    type: "space_update",
    space_id: "home",
    generation: 1,
    update: Y.encodeStateAsUpdate(doc),
  };
}

describe("a space", () => {
  it("merges what both wrote while apart", () => {
    const car = space("car", 1);
    const phone = space("phone", 2);
    car.put("devices", "", { name: "Car" });
    phone.put("recents", "r1", { name: "上海" });
    link(car, phone);
    expect(car.facts("recents")).toEqual(new Map([["r1/phone", { name: "上海" }]]));
    expect(phone.facts("devices")).toEqual(new Map([["car", { name: "Car" }]]));
  });

  it("keeps to its own share, and the car's space is never full for it", () => {
    const phone = space("phone", 2);
    for (let n = 0; n < 4; n++) phone.put("recents", `r${n}`, "x".repeat(250_000));
    expect(() => phone.put("recents", "r4", "x".repeat(250_000))).toThrow("full");
    phone.put("recents", "r3", "y".repeat(250_000));
    const car = space("car", 1);
    link(car, phone);
    expect(car.facts("recents").size).toBe(4);
  });

  it("refuses what fills the space", () => {
    const car = space("car", 1);
    link(car, space("phone", 2));
    const facts = (n: number) =>
      update((doc) => doc.getMap("recents").set(`r${n}/phone`, JSON.stringify("x".repeat(600_000))));
    car.receive(facts(1), "phone", 0);
    expect(() => car.receive(facts(2), "phone", 0)).toThrow(PeerError);
    car.put("states", "navigation/1", "x".repeat(1_000_000));
  });

  it("refuses very many small facts", () => {
    const car = space("car", 1);
    link(car, space("phone", 2));
    const many = (count: number) =>
      update((doc) =>
        doc.transact(() => {
          for (let n = 0; n < count; n++) doc.getMap("recents").set(`${n}/phone`, "1");
        }),
      );
    expect(() => car.receive(many(4001), "phone", 0)).toThrow("4001 facts");
    car.receive(many(4000), "phone", 0);
  });

  it("refuses facts nested so deeply that it depends who reads them", () => {
    const car = space("car", 1);
    link(car, space("phone", 2));
    const nested = (depth: number, inside = "") =>
      update((doc) => doc.getMap("recents").set("r/phone", "[".repeat(depth) + inside + "]".repeat(depth)));
    expect(() => car.receive(nested(73), "phone", 0)).toThrow("deeply");
    car.receive(nested(72, '"[[[\\"[[["'), "phone", 0);
    expect(car.facts("recents").size).toBe(1);
  });

  it("takes the setting written last, whatever the client ids", () => {
    const car = space("car", 9);
    const phone = space("phone", 2);
    writeSetting(car, "units", "miles", 1000);
    writeSetting(phone, "units", "km", 2000);
    link(car, phone);
    expect(readSetting(car, "units")).toBe("km");
    expect(readSetting(phone, "units")).toBe("km");
  });

  it("goes on from its log", () => {
    const phone = space("phone", 2);
    phone.put("recents", "r1", 2 ** 53 - 1);
    const again = space("phone", 3);
    again.load(phone.takeWrites().map((write) => write.entry));
    expect(again.get("recents", "r1/phone")).toBe(2 ** 53 - 1);
  });

  it("moves to the keeper's new generation with what it wrote itself", () => {
    const car = space("car", 1);
    const snapshot = update((doc) => doc.getMap("settings").set("k/car", "7")) as SpaceUpdate;
    car.load([encodeMessage({ ...snapshot, generation: 2 })]);
    const phone = space("phone", 2);
    phone.put("recents", "r1", "kept");
    link(car, phone);
    expect(phone.generation).toBe(2);
    expect(phone.get("settings", "k/car")).toBe(7);
    expect(car.get("recents", "r1/phone")).toBe("kept");
  });

  it.each([
    ["is no update", () => ({ ...update(() => undefined), update: Uint8Array.of(9, 9, 9) })],
    ["another's fact", () => update((doc) => doc.getMap("claims").set("media/9/car", "{}"))],
    ["a value that is no text", () => update((doc) => doc.getMap("devices").set("phone", 7))],
    ["a text that is no JSON", () => update((doc) => doc.getMap("devices").set("phone", "{"))],
    ["another collection", () => update((doc) => doc.getMap("evil").set("phone", "1"))],
  ])("refuses a peer's update that holds %s", (_what, make) => {
    const car = space("car", 1);
    link(car, space("phone", 2));
    const before = car.encodedBytes();
    expect(() => car.receive(make() as SpaceMessage, "phone", 0)).toThrow(PeerError);
    expect(car.encodedBytes()).toBe(before);
  });

  it.each(["pycrdt_hex", "yjs_hex"] as const)("reads the facts of %s", (writer) => {
    const path = new URL("../../../tests/conformance/vectors/space.json", import.meta.url);
    const vector = JSON.parse(readFileSync(path, "utf8")) as Vector;
    const car = space("car", 1);
    const bytes = Uint8Array.from(Buffer.from(vector[writer], "hex"));
    car.receive({ ...(update(() => undefined) as SpaceUpdate), update: bytes }, "phone", 0);
    for (const collection of ["devices", "recents"] as const) {
      expect(Object.fromEntries(car.facts(collection))).toEqual(vector.facts[collection]);
    }
  });

  it("does not let a fact in by the back door of a lost update", () => {
    const car = space("car", 1);
    link(car, space("phone", 2));
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (bytes: Uint8Array) => updates.push(bytes));
    doc.getMap("devices").set("phone", '"ok"');
    doc.getMap("devices").set("phone", '"newer"');
    doc.getMap("claims").set("media/9/car", "{}");
    const message = (bytes: Uint8Array) => ({ ...update(() => undefined), update: bytes });
    for (const late of [1, 2]) {
      try {
        car.receive(message(updates[late]!) as SpaceMessage, "phone", 0);
      } catch (error) {
        expect(error).toBeInstanceOf(PeerError);
      }
    }
    car.receive(message(updates[0]!) as SpaceMessage, "phone", 0);
    expect(car.facts("claims").size).toBe(0);
    expect(car.get("devices", "phone")).toBe("ok");
  });
});
