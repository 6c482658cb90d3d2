import { expect, it, vi } from "vitest";
import { Sound } from "./sound";
import type { PhoneStorage } from "./storage";

it("keeps the bytes of two songs in memory, however many are played", async () => {
  const open = new Set<string>();
  let count = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    const url = `blob:${count++}`;
    open.add(url);
    return url;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void open.delete(url));
  const storage = { song: async () => new Blob(["x"]) } as unknown as PhoneStorage;
  const sound = new Sound(storage);
  for (const track of ["a", "b", "a", "c", "d"]) {
    const url = await sound.source(track);
    expect(open.has(url)).toBe(true);
  }
  expect(open.size).toBe(2);
  vi.restoreAllMocks();
});
