// Assisted driving on this screen: what is heard of it, what is asked of it, and its sounds.

import type { Json } from "../../surface/client";
import type { Surface } from "../../surface/surface.svelte";
import type { AssistPress, Methods } from "../../wire/schema";
import { SimulatedDriver } from "./simulatedDriver.svelte";
import { Sounder } from "./sounder.svelte";
import { looks, pilotDrives } from "./status";

/** A car that moves says so 25 times a second; after so long without, the picture is old [ms]. */
const STALE_MS = 500;
const STANDS_MPS = 0.05;

type Method = "assist.press" | "assist.drive";
/** Ask the car. What it refuses is told to the person by whoever does the asking. */
type Ask = <Name extends Method>(
  method: Name,
  params: Json<Methods[Name]["params"]>,
) => Promise<unknown>;

export class Assist {
  readonly sounder: Sounder;
  readonly driver: SimulatedDriver;

  #surface: Pick<Surface, "assist" | "state">;
  #ask: Ask;
  #silent = $state(false);

  constructor(surface: Pick<Surface, "assist" | "state">, ask: Ask, sounder = new Sounder()) {
    this.#surface = surface;
    this.#ask = ask;
    this.sounder = sounder;
    this.driver = new SimulatedDriver((drive) => void ask("assist.drive", drive));
  }

  get view() {
    return this.#surface.assist;
  }

  /** What is shown may not be what is there. */
  get stale(): boolean {
    return this.#surface.state.kind !== "open" || this.#silent;
  }

  /** Does its scene have the map's room? */
  get drives(): boolean {
    return !!this.view && pilotDrives(this.view.state);
  }

  press(button: AssistPress["button"]): void {
    void this.#ask("assist.press", { button });
  }

  /** Call within an effect: a moving car that falls silent is noticed. */
  watchFeed(): () => void {
    const moves = (this.view?.speed_mps ?? 0) > STANDS_MPS;
    this.#silent = false;
    const timer = moves ? setTimeout(() => (this.#silent = true), STALE_MS) : undefined;
    return () => clearTimeout(timer);
  }

  /** Call within an effect: the simulated person's drive ends with the picture of the road. */
  followDriver(): void {
    if (!this.view || !looks(this.view)) this.driver.forget();
  }

  /** Call within an effect: of several screens in a car only one sounds. */
  followWarning(soundsHere: boolean): void {
    this.sounder.follow(soundsHere ? (this.view?.warning.sound ?? "") : "");
  }
}
