// The road under everything: ground, the car's own lane, what is painted on it, and the path.

import type { AssistLine, AssistPlan } from "../../wire/schema";
import type { Moment } from "./motion";
import type { Palette } from "./palette";
import { type Camera, horizonY, type Point3, project, type Seen } from "./projection";
import { abeamM, dashes, groundPoints, offsets, passing, stripOutlines } from "./strip";

const LINE_HALF_M: Record<AssistLine["kind"], number> = {
  dashed: 0.08,
  solid: 0.08,
  edge: 0.12,
  stop: 0.25,
};
/** As painted on motorways; only the eye needs it right. */
const [DASH_M, PERIOD_M] = [4, 12];
/** Ends nearer than this are one: a picture's numbers are whole centimetres [m]. */
const SAME_M = 0.1;
const PATH_HALF_M = 0.8;
const PLAN_STEP_S = 0.5;
/** The picture fades out towards here [m]. */
const FADE_M = 150;

export interface Canvas {
  context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** Fill polygons, all in one go. */
export function fill(
  context: CanvasRenderingContext2D,
  polygons: readonly (readonly Seen[])[],
  style: string | CanvasGradient,
): void {
  context.beginPath();
  for (const [first, ...rest] of polygons) {
    if (!first) continue;
    context.moveTo(first.x, first.y);
    for (const p of rest) context.lineTo(p.x, p.y);
    context.closePath();
  }
  context.fillStyle = style;
  context.fill();
}

export function paintRoad(canvas: Canvas, camera: Camera, moment: Moment, palette: Palette): void {
  paintGround(canvas, camera, palette);
  const { view, travelledM } = moment;
  const lane = ownLane(view.lines, camera);
  if (lane) fill(canvas.context, [lane], palette.lane);
  paintLines(canvas.context, camera, view.lines, travelledM, palette);
  if (view.plan) paintPath(canvas.context, camera, view.plan, palette);
  paintHaze(canvas, camera, palette);
}

function paintGround({ context, width, height }: Canvas, camera: Camera, palette: Palette): void {
  const horizon = horizonY(camera);
  context.fillStyle = palette.sky;
  context.fillRect(0, 0, width, horizon);
  context.fillStyle = palette.ground;
  context.fillRect(0, horizon, width, height - horizon);
}

/** What is far is seen less: nothing ends at a hard edge. */
function paintHaze({ context, width }: Canvas, camera: Camera, palette: Palette): void {
  const horizon = horizonY(camera);
  const near = project(camera, { x: 0.4 * FADE_M, y: 0, z: 0 });
  if (!near) return;
  const haze = context.createLinearGradient(0, horizon, 0, near.y);
  haze.addColorStop(0, palette.sky);
  haze.addColorStop(0.18, `${palette.sky}e0`);
  haze.addColorStop(1, `${palette.sky}00`);
  context.fillStyle = haze;
  context.fillRect(0, horizon - 1, width, near.y - horizon + 1);
}

/** A line with those that begin where it ends: a map draws a long one in pieces. */
function goneOn(points: Point3[], lines: readonly AssistLine[]): Point3[] {
  const whole = [...points];
  for (let pieces = 0; pieces < lines.length; pieces++) {
    const end = whole.at(-1)!;
    const next = lines.find(
      ({ kind, points_m: [x = 0, y = 0] }) =>
        kind !== "stop" && Math.hypot(x - end.x, y - end.y) < SAME_M,
    );
    if (!next) break;
    whole.push(...groundPoints(next.points_m).slice(1));
  }
  return whole;
}

/** The ground between the nearest line on each side; null where the car is in no lane. */
function ownLane(lines: readonly AssistLine[], camera: Camera): Seen[] | null {
  let left: { y: number; points: Point3[] } | null = null;
  let right: { y: number; points: Point3[] } | null = null;
  for (const line of lines) {
    if (line.kind === "stop") continue;
    const points = groundPoints(line.points_m);
    const y = passing(points)?.leftM;
    if (y === undefined) continue;
    if (y > 0 && (!left || y < left.y)) left = { y, points };
    if (y <= 0 && (!right || y > right.y)) right = { y, points };
  }
  if (!left || !right) return null;
  const outline = [...goneOn(left.points, lines), ...goneOn(right.points, lines).reverse()];
  return outline.map((p) => project(camera, p)).filter((seen) => seen !== null);
}

function paintLines(
  context: CanvasRenderingContext2D,
  camera: Camera,
  lines: readonly AssistLine[],
  travelledM: number,
  palette: Palette,
): void {
  const strong: Seen[][] = [];
  const faint: Seen[][] = [];
  for (const line of lines) {
    const points = groundPoints(line.points_m);
    const parts =
      line.kind === "dashed"
        ? dashes(points, travelledM - abeamM(points), DASH_M, PERIOD_M)
        : [points];
    const into = line.kind === "edge" || line.kind === "stop" ? strong : faint;
    for (const part of parts) into.push(...stripOutlines(camera, part, LINE_HALF_M[line.kind]));
  }
  fill(context, faint, palette.line);
  fill(context, strong, palette.edge);
}

/** How the speed changes along a piece of the path. */
export function paceOf(accelMps2: number): keyof Palette["path"] {
  if (accelMps2 <= -3) return "hard";
  if (accelMps2 < -0.7) return "slower";
  return accelMps2 > 0.7 ? "faster" : "steady";
}

function paintPath(
  context: CanvasRenderingContext2D,
  camera: Camera,
  plan: AssistPlan,
  palette: Palette,
): void {
  const sides = offsets(groundPoints(plan.points_m), PATH_HALF_M).map(
    ([left, right]) => [project(camera, left), project(camera, right)] as const,
  );
  for (let i = 0; i + 1 < sides.length; i++) {
    const [[a, b], [c, d]] = [sides[i]!, sides[i + 1]!];
    if (!a || !b || !c || !d) continue;
    const change = (plan.speeds_mps[i + 1] ?? 0) - (plan.speeds_mps[i] ?? 0);
    const pace = plan.emergency ? "hard" : paceOf(change / PLAN_STEP_S);
    context.globalAlpha = 0.6 * (1 - i / sides.length) + 0.1;
    fill(context, [[a, b, d, c]], palette.path[pace]);
  }
  context.globalAlpha = 1;
}
