import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { PhoneStorage } from "./storage";

let name = 0;
let storage: PhoneStorage;
const bytes = (...values: number[]) => new Uint8Array(values);

describe("PhoneStorage", () => {
  beforeEach(async () => {
    storage = await PhoneStorage.open(`test-${++name}`);
  });

  it("gives back what was written, in order, after it was closed", async () => {
    await storage.write([
      { kind: "checkpoint", activity: "media", checkpoint: "{1}" },
      { kind: "append", entry: bytes(1) },
    ]);
    await storage.write([
      { kind: "append", entry: bytes(2) },
      { kind: "checkpoint", activity: "media", checkpoint: "{2}" },
    ]);
    storage.close();
    const again = await PhoneStorage.open(`test-${name}`);
    const saved = await again.saved();
    expect([...saved.checkpoints]).toEqual([["media", "{2}"]]);
    expect(saved.log).toEqual([bytes(1), bytes(2)]);
  });

  it("replaces the log in one step", async () => {
    await storage.write([{ kind: "append", entry: bytes(1) }]);
    await storage.write([
      { kind: "replace", entry: bytes(9) },
      { kind: "append", entry: bytes(10) },
    ]);
    expect((await storage.saved()).log).toEqual([bytes(9), bytes(10)]);
  });

  it("forgets the car but not who this phone is", async () => {
    await storage.put("name", "Ada");
    await storage.put("car", {
      deviceId: "c",
      name: "Car",
      publicKey: bytes(1),
      spaceId: "s",
      addresses: [],
    });
    await storage.write([{ kind: "checkpoint", activity: "media", checkpoint: "{}" }]);
    await storage.forgetCar();
    expect(await storage.get("car")).toBeUndefined();
    expect(await storage.get("name")).toBe("Ada");
    expect((await storage.saved()).checkpoints.size).toBe(0);
  });

  it("keeps the songs heard last", async () => {
    for (let i = 0; i < 14; i++) await storage.keepSong(`t${i}`, new Blob(["x"]), i);
    expect(await storage.song("t0", 99)).toBeUndefined();
    expect(await storage.song("t13", 99)).toBeDefined();
  });
});
