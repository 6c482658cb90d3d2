// Searching for a place and planning a trip to it; the same in the car and on the phone.

import type { Asks } from "../../surface/client";
import { RequestError } from "../../surface/client";
import type { NoPlan, Place, TripPlan } from "../../wire/schema";

export type SearchState =
  | { kind: "idle" }
  | { kind: "searching" }
  | { kind: "found"; places: Place[] }
  | { kind: "nothing"; query: string }
  | { kind: "failed"; message: string };

export type PlanState =
  | { kind: "none" }
  | { kind: "planning"; destination: Place }
  | { kind: "planned"; plan: TripPlan }
  | { kind: "refused"; destination: Place; noPlan: NoPlan }
  | { kind: "failed"; destination: Place; message: string };

const DEBOUNCE_MS = 120;
const ROWS = 6;

export class TripSearch {
  query = $state("");
  search = $state.raw<SearchState>({ kind: "idle" });
  plan = $state.raw<PlanState>({ kind: "none" });

  #ask: Asks;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  constructor(ask: Asks) {
    this.#ask = ask;
  }

  /** Called on every key. Only the answer to the latest question is shown. */
  type(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    const turn = ++this.#latest;
    const wanted = query.trim();
    if (!wanted) {
      this.search = { kind: "idle" };
      return;
    }
    if (this.search.kind !== "found") this.search = { kind: "searching" };
    this.#timer = setTimeout(() => void this.#find(wanted, turn), DEBOUNCE_MS);
  }

  async #find(query: string, turn: number): Promise<void> {
    try {
      const { places } = await this.#ask.request("places.search", { query, limit: ROWS });
      if (turn !== this.#latest) return;
      this.search = places.length ? { kind: "found", places } : { kind: "nothing", query };
    } catch (error) {
      if (turn !== this.#latest) return;
      this.search = { kind: "failed", message: messageOf(error) };
    }
  }

  async planTo(destination: Place): Promise<void> {
    const turn = ++this.#latest;
    clearTimeout(this.#timer);
    this.plan = { kind: "planning", destination };
    try {
      const { plan } = await this.#ask.request("trip.plan", { destination });
      if (turn !== this.#latest) return;
      this.plan =
        plan.type === "trip_plan"
          ? { kind: "planned", plan }
          : { kind: "refused", destination, noPlan: plan };
    } catch (error) {
      if (turn !== this.#latest) return;
      this.plan = { kind: "failed", destination, message: messageOf(error) };
    }
  }

  /** Back to the empty search. */
  clear(): void {
    this.#latest++;
    clearTimeout(this.#timer);
    this.query = "";
    this.search = { kind: "idle" };
    this.plan = { kind: "none" };
  }
}

const messageOf = (error: unknown) =>
  error instanceof RequestError ? error.message : String(error);
