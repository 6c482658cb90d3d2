// From what the cores know to what the phone's screens show.

import type { ActivitySnapshot } from "../fabric/handoff";
import { t } from "../i18n/index.svelte";
import type { Place } from "../wire/schema";
import { checkedState, isPlace } from "./checked";
import type { PhoneActivity } from "./store.svelte";

const RECENTS_SHOWN = 6;

interface Known {
  self: { id: string; name: string };
  car: { id: string; name: string };
  /** Whether the car can be sent something now. */
  linked: boolean;
}

/** Return the activities that are live somewhere, as cards show them. */
export function shownActivities(
  views: readonly ActivitySnapshot[],
  { self, car, linked }: Known,
): PhoneActivity[] {
  return views.flatMap((view) => {
    const state = checkedState(view.state);
    if (!state || !view.holder_id) return [];
    const holderIsCar = view.holder_id === car.id;
    const elsewhere = holderIsCar ? car.name : t("device.phone");
    return {
      activity: view.activity,
      state,
      look: {
        activity: view.activity,
        liveHere: view.live_here,
        moving: view.moving,
        movingTo: car.name,
        holderName: view.live_here ? self.name : elsewhere,
        holderKind: holderIsCar ? "car" : "phone",
        selfId: self.id,
        selfKind: "phone",
        targets:
          view.live_here && linked ? [{ deviceId: car.id, name: car.name, kind: "car" }] : [],
      },
    };
  });
}

/** Return the places searched for last, each once. Their keys sort by time. */
export function latestPlaces(facts: Iterable<readonly [string, unknown]>): Place[] {
  const seen = new Set<string>();
  return [...facts]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, place]) => place)
    .filter(isPlace)
    .filter((place) => {
      const same = `${place.name}/${place.latitude_deg.toFixed(2)}`;
      return !seen.has(same) && !!seen.add(same);
    })
    .slice(0, RECENTS_SHOWN);
}
