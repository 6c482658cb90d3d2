// Lines on the ground as strips with a width in metres, so that they grow towards the viewer.

import { type Camera, cutLine, NEAR_M, type Point3, project, type Seen } from "./projection";

/** The points of a flat list of x and y, on the ground. */
export function groundPoints(flat: readonly number[]): Point3[] {
  const points: Point3[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) points.push({ x: flat[i]!, y: flat[i + 1]!, z: 0 });
  return points;
}

/** The pairs of points left and right of a line, `halfM` from it. */
export function offsets(points: readonly Point3[], halfM: number): [left: Point3, right: Point3][] {
  return points.map((p, i) => {
    const [a, b] = [points[Math.max(0, i - 1)]!, points[Math.min(points.length - 1, i + 1)]!];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [nx, ny] = [(-(b.y - a.y) / length) * halfM, ((b.x - a.x) / length) * halfM];
    return [
      { x: p.x + nx, y: p.y + ny, z: p.z },
      { x: p.x - nx, y: p.y - ny, z: p.z },
    ];
  });
}

/** The polygons a strip covers on the picture. */
export function stripOutlines(camera: Camera, points: readonly Point3[], halfM: number): Seen[][] {
  return cutLine(camera, points, NEAR_M + halfM).map((part) => {
    const sides = offsets(part, halfM);
    const outline = [...sides.map(([left]) => left), ...sides.map(([, right]) => right).reverse()];
    return outline.map((p) => project(camera, p)).filter((seen) => seen !== null);
  });
}

/** The dashes of a broken line: those parts of it that lie on a dash, counted from `phaseM`. */
export function dashes(
  points: readonly Point3[],
  phaseM: number,
  dashM: number,
  periodM: number,
): Point3[][] {
  const parts: Point3[][] = [];
  let part: Point3[] = [];
  let along = phaseM;
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i]!, points[i + 1]!];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (!(length > 0)) continue;
    const at = (s: number): Point3 => {
      const t = (s - along) / length;
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, z: 0 };
    };
    const end = along + length;
    for (let first = Math.floor(along / periodM) * periodM; first < end; first += periodM) {
      const [from, to] = [Math.max(first, along), Math.min(first + dashM, end)];
      if (from >= to) continue;
      if (part.length === 0) part.push(at(from));
      part.push(at(to));
      if (to < end || first + dashM === end) {
        parts.push(part);
        part = [];
      }
    }
    along = end;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Where a line passes the car: how far along it, and how far to the left [m]; null: nowhere. */
export function passing(points: readonly Point3[]): { alongM: number; leftM: number } | null {
  let along = 0;
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i]!, points[i + 1]!];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (a.x <= 0 && b.x > 0) {
      const share = -a.x / (b.x - a.x);
      return { alongM: along + length * share, leftM: a.y + (b.y - a.y) * share };
    }
    along += length;
  }
  return null;
}

/**
 * How far along a line it passes the car [m], so that its dashes stay where they are painted;
 * negative for one that begins ahead, by about as much.
 */
export const abeamM = (points: readonly Point3[]): number =>
  passing(points)?.alongM ?? -Math.max(0, points[0]?.x ?? 0);
