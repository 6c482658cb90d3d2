// What to draw between two pictures of the road: 25 come a second, a screen shows 60.

import type { AssistLine, AssistObject, AssistPlan, AssistView } from "../../wire/schema";
import { turn as shortWay } from "../map/motion";

/** One moment, as it is drawn. */
export interface Moment {
  view: AssistView;
  /** How far the car has come since the first picture [m]: what is painted on the road goes by. */
  travelledM: number;
}

/** A picture, and how the car moved since the one before it, on the axes of that one. */
interface Heard {
  view: AssistView;
  travelledM: number;
  ahead: number;
  turn: number;
}

/** A usual car's; the picture carries only the steering angle [m]. */
const WHEELBASE_M = 2.9;
/** The drawing is so far behind: one and a half pictures, so that there are two to draw between. */
const DELAY_MS = 60;
/** Pictures farther apart than this are two scenes, not a movement [s]. */
const LONGEST_STEP_S = 1;
/** What moves faster than this against the car is another object of the same number [m/s]. */
const FASTEST_MPS = 120;
/** Pictures come early and late; the drawing follows their own clock, and that so much a picture. */
const FOLLOW = 0.1;
const KEPT = 8;

/**
 * Follows the pictures' own clock, a little behind.
 *
 * It never guesses ahead: when pictures stop coming, the scene stands still.
 */
export class AssistMotion {
  #heard: Heard[] = [];
  /** This screen's clock less the pictures' [ms]. */
  #offsetMs = 0;

  push(view: AssistView, nowMs: number): void {
    const last = this.#heard.at(-1);
    const passedS = last ? view.time_s - last.view.time_s : Number.NaN;
    if (last && passedS === 0) {
      this.#heard[this.#heard.length - 1] = { ...last, view };
      return;
    }
    const offsetMs = nowMs - view.time_s * 1000;
    if (!last || !(passedS > 0 && passedS <= LONGEST_STEP_S)) {
      this.#heard = [{ view, travelledM: last?.travelledM ?? 0, ahead: 0, turn: 0 }];
      this.#offsetMs = offsetMs;
      return;
    }
    this.#offsetMs += (offsetMs - this.#offsetMs) * FOLLOW;
    const ahead = ((view.speed_mps + last.view.speed_mps) / 2) * passedS;
    const turn = (ahead * Math.tan((view.steer_rad + last.view.steer_rad) / 2)) / WHEELBASE_M;
    this.#heard.push({ view, travelledM: last.travelledM + ahead, ahead, turn });
    if (this.#heard.length > KEPT) this.#heard.shift();
  }

  /** What to draw at a moment; null before the first picture. */
  at(nowMs: number): Moment | null {
    const shownS = this.#shownS(nowMs);
    const next = this.#heard.findIndex(({ view }) => view.time_s > shownS);
    const [before, after] = [this.#heard.at(next - 1), this.#heard[next]];
    // All are past: the last stands. None is: the first does.
    if (next <= 0 || !before || !after) return this.#heard.at(next) ?? null;
    const passedS = after.view.time_s - before.view.time_s;
    const done = (shownS - before.view.time_s) / passedS;
    return {
      travelledM: after.travelledM - after.ahead * (1 - done),
      view: between(before.view, after, done),
    };
  }

  /** Has the drawing reached the last picture? Then nothing need be drawn anew. */
  settled(nowMs: number): boolean {
    const last = this.#heard.at(-1);
    return !last || this.#shownS(nowMs) >= last.view.time_s;
  }

  #shownS(nowMs: number): number {
    return (nowMs - this.#offsetMs - DELAY_MS) / 1000;
  }
}

function between(from: AssistView, { view: to, ahead, turn }: Heard, done: number): AssistView {
  const move = mover(ahead * (1 - done), turn * (1 - done));
  const farthestM = FASTEST_MPS * (to.time_s - from.time_s);
  const earlier = new Map(from.objects.map((object) => [object.id, object]));
  return {
    ...to,
    speed_mps: mix(from.speed_mps, to.speed_mps, done),
    plan: to.plan && moved(to.plan, move),
    lines: to.lines.map((line): AssistLine => moved(line, move)),
    objects: to.objects.map((object) => {
      const before = earlier.get(object.id);
      const future_m = move(object.future_m);
      return before && apartM(before, object) <= farthestM
        ? objectBetween(before, { ...object, future_m }, done)
        : { ...object, future_m, ...placeOf(move([object.x_m, object.y_m])) };
    }),
  };
}

type Move = (flat: readonly number[]) => number[];

/** Take points from the axes of a car to those of where it was, `ahead` m and `turn` rad before. */
function mover(ahead: number, turn: number): Move {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (flat) => {
    const out = new Array<number>(flat.length);
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const [x, y] = [flat[i]!, flat[i + 1]!];
      out[i] = ahead + x * cos - y * sin;
      out[i + 1] = x * sin + y * cos;
    }
    return out;
  };
}

const moved = <Kind extends AssistLine | AssistPlan>(shape: Kind, move: Move): Kind => ({
  ...shape,
  points_m: move(shape.points_m),
});

const placeOf = ([x_m = 0, y_m = 0]: readonly number[]) => ({ x_m, y_m });

const apartM = (a: AssistObject, b: AssistObject): number =>
  Math.hypot(b.x_m - a.x_m, b.y_m - a.y_m);

function objectBetween(before: AssistObject, object: AssistObject, done: number): AssistObject {
  return {
    ...object,
    x_m: mix(before.x_m, object.x_m, done),
    y_m: mix(before.y_m, object.y_m, done),
    heading_rad: before.heading_rad + shortWay(before.heading_rad, object.heading_rad) * done,
    existence: mix(before.existence, object.existence, done),
  };
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;
