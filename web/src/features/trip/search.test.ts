import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Asks } from "../../surface/client";
import { RequestError } from "../../surface/client";
import type { Place } from "../../wire/schema";
import { TripSearch } from "./search.svelte";

const place = (name: string): Place => ({
  name,
  latitude_deg: 0,
  longitude_deg: 0,
  name_zh: "",
  country: "CN",
  region: "",
  population: 0,
  geoname_id: 0,
});

type Answer = { resolve: (value: unknown) => void; reject: (error: unknown) => void };

function fakeCar() {
  const asked: { method: string; params: unknown; answer: Answer }[] = [];
  const ask = {
    request: (method: string, params: unknown) =>
      new Promise((resolve, reject) => asked.push({ method, params, answer: { resolve, reject } })),
  } as unknown as Asks;
  return { ask, asked };
}

describe("TripSearch", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks once for what was typed in one go", () => {
    const { ask, asked } = fakeCar();
    const search = new TripSearch(ask);
    for (const text of ["S", "Sh", "Sha"]) search.type(text);
    vi.advanceTimersByTime(200);
    expect(asked.map((a) => a.params)).toEqual([{ query: "Sha", limit: 6 }]);
  });

  it("shows only the answer to the latest question", async () => {
    const { ask, asked } = fakeCar();
    const search = new TripSearch(ask);
    search.type("Pa");
    vi.advanceTimersByTime(200);
    search.type("Pari");
    vi.advanceTimersByTime(200);
    asked[1]!.answer.resolve({ places: [place("Paris")] });
    asked[0]!.answer.resolve({ places: [place("Panama")] });
    await vi.runAllTimersAsync();
    expect(search.search).toMatchObject({ kind: "found", places: [{ name: "Paris" }] });
  });

  it("tells nothing found from out of reach", async () => {
    const { ask, asked } = fakeCar();
    const search = new TripSearch(ask);
    search.type("Xyzzy");
    vi.advanceTimersByTime(200);
    asked[0]!.answer.resolve({ places: [] });
    await vi.runAllTimersAsync();
    expect(search.search).toEqual({ kind: "nothing", query: "Xyzzy" });
    search.type("Xyzzyx");
    vi.advanceTimersByTime(200);
    asked[1]!.answer.reject(new RequestError("No answer.", "unreachable"));
    await vi.runAllTimersAsync();
    expect(search.search).toEqual({ kind: "failed", message: "No answer." });
  });

  it("keeps the reason when there is no plan", async () => {
    const { ask, asked } = fakeCar();
    const search = new TripSearch(ask);
    void search.planTo(place("Honolulu"));
    expect(search.plan.kind).toBe("planning");
    const noPlan = { type: "no_plan", code: "no_road", reason: "No road." };
    asked[0]!.answer.resolve({ plan: noPlan });
    await vi.runAllTimersAsync();
    expect(search.plan).toMatchObject({ kind: "refused", noPlan });
    search.clear();
    expect(search.plan).toEqual({ kind: "none" });
  });
});
