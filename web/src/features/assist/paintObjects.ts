// Everyone on the road, the own car among them: farthest first, so that what is near covers it.

import type { AssistObject, AssistView } from "../../wire/schema";
import type { Body, Palette } from "./palette";
import { fill } from "./paintRoad";
import { type Camera, project, type Seen } from "./projection";
import {
  cornersOf,
  FACE_NAMES,
  type FaceName,
  faceOf,
  footprintOf,
  OWN_CAR,
  type Prism,
  prismsOf,
} from "./shapes";
import { dashes, groundPoints, stripOutlines } from "./strip";

const BRAKES_AT_MPS2 = -0.6;
/** A predicted path: steps as wide as this share of who will go there, fading with time. */
const FUTURE_SHARE = 0.5;
const FUTURE_DASH_M = [1.2, 3] as const;
const FUTURE_ALPHA = 0.35;
const FUTURE_S = 4;
/** Who is behind and no farther to the side comes after the car: its path is the car's own [m]. */
const COMES_AFTER_M = 1.8;
/** What is hardly believed is still seen. */
const LEAST_ALPHA = 0.35;

type Placed = Pick<AssistObject, "x_m" | "y_m" | "heading_rad" | "length_m" | "width_m">;

export function paintObjects(
  context: CanvasRenderingContext2D,
  camera: Camera,
  view: AssistView,
  palette: Palette,
  lampsLit: boolean,
): void {
  for (const object of view.objects) paintFuture(context, camera, object, palette);
  if (view.guard.length > 0) outline(context, camera, OWN_CAR, 0.7, palette.guard, 6);
  const farthestFirst = [...view.objects].sort((a, b) => b.x_m - a.x_m);
  const behind = farthestFirst.findIndex((object) => object.x_m < 0);
  const split = behind === -1 ? farthestFirst.length : behind;
  for (const object of farthestFirst.slice(0, split)) paintObject(context, camera, object, palette);
  paintOwn(context, camera, view, palette, lampsLit);
  for (const object of farthestFirst.slice(split)) paintObject(context, camera, object, palette);
}

function paintFuture(
  context: CanvasRenderingContext2D,
  camera: Camera,
  object: AssistObject,
  palette: Palette,
): void {
  if (object.x_m < 0 && Math.abs(object.y_m) < COMES_AFTER_M) return;
  const points = groundPoints([object.x_m, object.y_m, ...object.future_m]).slice(0, FUTURE_S + 1);
  const half = FUTURE_SHARE * object.width_m * 0.5;
  const colour = object.followed ? palette.mark : palette.future;
  for (let second = 0; second + 1 < points.length; second++) {
    const steps = dashes(points.slice(second, second + 2), 0, ...FUTURE_DASH_M);
    context.globalAlpha = FUTURE_ALPHA * object.existence * (1 - second / FUTURE_S);
    fill(context, steps.flatMap((step) => stripOutlines(camera, step, half)), colour);
  }
  context.globalAlpha = 1;
}

function paintObject(
  context: CanvasRenderingContext2D,
  camera: Camera,
  object: AssistObject,
  palette: Palette,
): void {
  context.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * object.existence;
  paintShadow(context, camera, object, palette);
  for (const prism of prismsOf(object.kind, object.length_m, object.width_m)) {
    paintPrism(context, camera, prism, object, bodyOf(object, palette));
  }
  context.globalAlpha = 1;
  if (object.followed) outline(context, camera, object, 0.6, palette.mark, 5);
}

function bodyOf(object: Pick<AssistObject, "kind" | "followed">, palette: Palette): Body {
  if (object.followed) return palette.followed;
  switch (object.kind) {
    case "car":
    case "truck":
      return palette.vehicle;
    case "motorcycle":
    case "bicycle":
    case "pedestrian":
      return palette.person;
    case "obstacle":
      return palette.obstacle;
    case "unknown":
      return palette.unknown;
  }
}

function paintOwn(
  context: CanvasRenderingContext2D,
  camera: Camera,
  view: AssistView,
  palette: Palette,
  lampsLit: boolean,
): void {
  paintShadow(context, camera, OWN_CAR, palette);
  for (const prism of prismsOf("car", OWN_CAR.length_m, OWN_CAR.width_m)) {
    paintPrism(context, camera, prism, OWN_CAR, palette.own);
  }
  const brakes = view.accel_mps2 < BRAKES_AT_MPS2;
  const lights = brakes ? palette.brakeLight.on : palette.brakeLight.off;
  const lit = (side: "left" | "right") => lampsLit && (view.hazards || view.indicator === side);
  for (const side of ["left", "right"] as const) {
    lamp(context, camera, side, 0.42, 0.85, lights);
    if (lit(side)) lamp(context, camera, side, 0.62, 1.02, palette.indicator);
  }
}

/** A lamp on the own car's rear, from and to a share of its half width. */
function lamp(
  context: CanvasRenderingContext2D,
  camera: Camera,
  side: "left" | "right",
  from: number,
  to: number,
  colour: string,
): void {
  const sign = (side === "left" ? 1 : -1) * (OWN_CAR.width_m / 2);
  const x = -OWN_CAR.length_m / 2;
  const corners = [
    { x, y: sign * from, z: 0.62 },
    { x, y: sign * to, z: 0.62 },
    { x: x + 0.04, y: sign * to, z: 0.78 },
    { x: x + 0.04, y: sign * from, z: 0.78 },
  ];
  fill(context, [seenAll(camera, corners) ?? []], colour);
}

function paintShadow(
  context: CanvasRenderingContext2D,
  camera: Camera,
  object: Placed,
  palette: Palette,
): void {
  const ground = seenAll(camera, footprintOf(object, 0.15));
  if (ground) fill(context, [ground], palette.shadow);
}

function paintPrism(
  context: CanvasRenderingContext2D,
  camera: Camera,
  prism: Prism,
  place: Placed,
  body: Body,
): void {
  const corners = seenAll(camera, cornersOf(prism, place));
  if (!corners) return;
  for (const name of FACE_NAMES) {
    const face = faceOf(corners, name);
    if (facesViewer(face)) fill(context, [face], shadeOf(name, body, prism.glass));
  }
}

function shadeOf(name: FaceName, body: Body, glass = false): string {
  if (name === "top") return body.top;
  if (glass) return body.glass;
  return name === "left" || name === "right" ? body.side : body.back;
}

/** Clockwise on a picture whose y goes down. */
export function facesViewer(face: readonly Seen[]): boolean {
  let twice = 0;
  face.forEach((a, i) => {
    const b = face[(i + 1) % face.length]!;
    twice += a.x * b.y - b.x * a.y;
  });
  return twice > 0;
}

function outline(
  context: CanvasRenderingContext2D,
  camera: Camera,
  object: Placed,
  marginM: number,
  colour: string,
  widthPx: number,
): void {
  const corners = seenAll(camera, footprintOf(object, marginM));
  if (!corners) return;
  context.beginPath();
  corners.forEach((p, i) => (i === 0 ? context.moveTo(p.x, p.y) : context.lineTo(p.x, p.y)));
  context.closePath();
  context.strokeStyle = colour;
  context.lineWidth = widthPx;
  context.lineJoin = "round";
  context.stroke();
}

/** All of a shape's corners on the picture; null when one is not before the camera. */
function seenAll(camera: Camera, corners: Parameters<typeof project>[1][]): Seen[] | null {
  const seen: Seen[] = [];
  for (const corner of corners) {
    const p = project(camera, corner);
    if (!p) return null;
    seen.push(p);
  }
  return seen;
}
