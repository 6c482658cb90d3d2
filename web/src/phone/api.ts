// What the phone's screens may ask of the node behind them.

import type { Player } from "../features/media/player.svelte";
import type { Asks } from "../surface/client";
import type { MediaControl, Place, Track, TripPlan } from "../wire/schema";
import type { PhoneStore } from "./store.svelte";

export interface PhoneApi extends Asks {
  readonly store: PhoneStore;
  readonly player: Player;
  /** Pair with the car whose code holds this address. */
  pair(url: string): void;
  cancelPair(): void;
  unpair(): Promise<void>;
  rename(name: string): Promise<void>;
  setNear(near: boolean): void;
  /** Start a route or music here, in place of what was live before. */
  startNavigation(plan: TripPlan): Promise<void>;
  startMedia(queue: Track[], index: number): Promise<void>;
  end(activity: string): Promise<void>;
  /** The button that always wins; `to` may be this phone. */
  move(activity: string, to: string): Promise<void>;
  control(action: MediaControl["action"], positionS?: number): Promise<void>;
  remember(place: Place): Promise<void>;
}
