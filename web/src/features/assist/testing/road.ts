// A road to look at and to measure on: three lanes, a bend, and everyone who may be on them.

import type { AssistLine, AssistObject, AssistView } from "../../../wire/schema";

const LANE_M = 3.6;
/** Lines begin behind the car and end where the scene fades [m]. */
const [BEHIND_M, AHEAD_M, EVERY_M] = [-30, 160, 5];
/** The bend's radius [m]. */
const RADIUS_M = 700;

type Kind = AssistObject["kind"];
const SIZES_M: Record<Kind, readonly [length: number, width: number]> = {
  unknown: [2, 1.2],
  car: [4.6, 1.85],
  truck: [12, 2.5],
  motorcycle: [2.2, 0.8],
  bicycle: [1.8, 0.6],
  pedestrian: [0.5, 0.6],
  obstacle: [1, 1],
};

/** Where the road is, `x` ahead and `lanes` to the left of the car's lane. */
const acrossM = (x: number, lanes: number): number => lanes * LANE_M + (x * x) / (2 * RADIUS_M);

function line(kind: AssistLine["kind"], lanes: number): AssistLine {
  const points_m: number[] = [];
  for (let x = BEHIND_M; x <= AHEAD_M; x += EVERY_M) points_m.push(x, acrossM(x, lanes));
  return { kind, points_m };
}

/** One object on the road, `x` ahead and `lanes` to the left. */
export function roadObject(
  id: number,
  kind: Kind,
  x_m: number,
  lanes: number,
  more: Partial<AssistObject> = {},
): AssistObject {
  const [length_m, width_m] = SIZES_M[kind];
  const speed_mps = more.speed_mps ?? 24;
  const future_m: number[] = [];
  for (let s = 1; s <= 8; s += 1) {
    const ahead = x_m + s * speed_mps;
    future_m.push(ahead, acrossM(ahead, lanes));
  }
  return {
    id,
    kind,
    x_m,
    y_m: acrossM(x_m, lanes),
    heading_rad: Math.atan(x_m / RADIUS_M),
    length_m,
    width_m,
    speed_mps,
    existence: 0.98,
    followed: false,
    future_m,
    ...more,
  };
}

/** The picture at a time: the car follows another one at 25 m/s. */
export function roadView(time_s: number, more: Partial<AssistView> = {}): AssistView {
  const sway = 3 * Math.sin(time_s / 3);
  const plan = Array.from({ length: 17 }, (_, i) => i * 0.5 * (25 - i * 0.25));
  return {
    state: "engaged",
    why: "",
    autonomy: "SAE_2",
    time_s,
    speed_mps: 25,
    accel_mps2: -0.5,
    steer_rad: 2.9 / RADIUS_M,
    set_speed_mps: 30.56,
    time_gap_s: 1.6,
    speed_limit_mps: 33.33,
    indicator: "",
    hazards: false,
    warning: { urgency: 0, text: "", sound: "" },
    guard: [],
    plan: {
      points_m: plan.flatMap((x) => [x, acrossM(x, 0)]),
      speeds_mps: plan.map((_, i) => 25 - i * 0.25),
      behaviour: "follow",
      reason: "Following the vehicle ahead.",
      emergency: false,
    },
    objects: [
      roadObject(1, "car", 42 + sway, 0, { followed: true }),
      roadObject(2, "truck", 24 - sway, -1, { speed_mps: 22 }),
      roadObject(3, "car", 12 + 2 * sway, 1, { speed_mps: 29 }),
      roadObject(4, "motorcycle", 62, -1, { speed_mps: 23 }),
      roadObject(5, "bicycle", 18, -1.9, { speed_mps: 6, existence: 0.8 }),
      roadObject(6, "pedestrian", 34, -2.1, { speed_mps: 1 }),
      roadObject(7, "obstacle", 70, 1.6, { speed_mps: 0, future_m: [] }),
      roadObject(8, "unknown", 95, 1, { speed_mps: 20, existence: 0.5 }),
    ],
    lines: [line("solid", -1.5), line("dashed", -0.5), line("dashed", 0.5), line("edge", 1.5)],
    ...more,
  };
}

/** The same road with as many objects as one asks for, in every lane and of every kind. */
export function crowdedView(time_s: number, objects: number): AssistView {
  const kinds = Object.keys(SIZES_M) as Kind[];
  return roadView(time_s, {
    objects: Array.from({ length: objects }, (_, i) =>
      roadObject(i, kinds[i % kinds.length]!, 10 + 4 * i + (time_s % 2), (i % 3) - 1, {
        followed: i === 4,
      }),
    ),
  });
}
