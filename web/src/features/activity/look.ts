// What a card needs to know of an activity: the same from the car's computer and on the phone.

import type { Json, TopicData } from "../../surface/client";
import type { ActivityView, MediaState, NavigationState } from "../../wire/schema";

export interface Target {
  deviceId: string;
  name: string;
  kind: string;
}

export interface ActivityLook {
  activity: string;
  liveHere: boolean;
  moving: "" | "leaving" | "arriving";
  movingTo: string;
  holderName: string;
  holderKind: string;
  selfId: string;
  selfKind: string;
  targets: Target[];
}

/** Return how the car's screen shows one activity. */
export function carLook(
  view: Json<ActivityView>,
  self: { device_id: string; kind: string },
): ActivityLook {
  const targets = view.can_move_to
    .filter((device) => device.device_id !== self.device_id)
    .map(({ device_id, name, kind }) => ({ deviceId: device_id, name, kind }));
  return {
    activity: view.activity,
    liveHere: view.live_here,
    moving: view.moving,
    movingTo: targets[0]?.name ?? "",
    holderName: view.holder_name,
    holderKind: view.holder_kind,
    selfId: self.device_id,
    selfKind: self.kind,
    targets,
  };
}

type Views = TopicData<"activities">;

const find = (views: Views, kind: string) =>
  views?.items.find((item) => item.state?.type === kind) ?? null;

export function navigationOf(views: Views): { view: Json<ActivityView>; state: NavigationState } | null {
  const view = find(views, "navigation");
  return view ? { view, state: view.state as NavigationState } : null;
}

export function mediaOf(views: Views): { view: Json<ActivityView>; state: MediaState } | null {
  const view = find(views, "media");
  return view ? { view, state: view.state as MediaState } : null;
}
