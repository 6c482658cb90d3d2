// A camera behind and above the car, and where it sees a point of the road.

/** On the car's own axes [m]: ahead, to the left, up. */
export interface Point3 {
  x: number;
  y: number;
  z: number;
}

/** On the canvas, in CSS pixels; `depth` is along the camera's axis [m]. */
export interface Seen {
  x: number;
  y: number;
  depth: number;
}

export interface Camera {
  /** Behind the middle of the car, and above the road [m]. */
  backM: number;
  heightM: number;
  /** How far it looks down. */
  tiltRad: number;
  /** Of the picture. */
  focalPx: number;
  centreX: number;
  centreY: number;
}

/** Nearer than this nothing is drawn: a point at the camera is everywhere on the picture [m]. */
export const NEAR_M = 2;

/** The part of the screen that nothing lies over [CSS px]. */
export interface Room {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where in a room the horizon is, and the rear of the own car, from its top. */
const HORIZON_AT = 0.04;
const REAR_AT = 0.86;
/** Behind the middle of the own car [m]. */
const REAR_M = -2.4;

/**
 * A camera that keeps the car in the lower middle of a room and the horizon at its top.
 *
 * At rest it looks from nearer and more from above; fast, farther along the road.
 */
export function cameraFor(room: Room, speedMps: number): Camera {
  const far = Math.min(1, Math.max(0, speedMps) / 30);
  const from = { backM: 13 + 4 * far, heightM: 7.5 + 1.5 * far, tiltRad: 0.36 - 0.06 * far };
  const unit = { ...from, focalPx: 1, centreX: 0, centreY: 0 };
  const rear = project(unit, { x: REAR_M, y: 0, z: 0 })?.y ?? 1;
  // In a narrow room the lanes beside the own one count for more than the distance ahead.
  const focalPx = Math.min(
    ((REAR_AT - HORIZON_AT) * room.height) / (rear - horizonY(unit)),
    1.2 * room.width,
  );
  return {
    ...from,
    focalPx,
    centreX: room.left + room.width / 2,
    centreY: room.top + REAR_AT * room.height - focalPx * rear,
  };
}

/** Distance along the camera's axis [m]; negative behind it. */
function depthOf(camera: Camera, p: Point3): number {
  return (
    (p.x + camera.backM) * Math.cos(camera.tiltRad) +
    (camera.heightM - p.z) * Math.sin(camera.tiltRad)
  );
}

/** Where a point is seen; null when it is nearer than `NEAR_M` or behind. */
export function project(camera: Camera, p: Point3): Seen | null {
  const depth = depthOf(camera, p);
  if (!(depth >= NEAR_M)) return null;
  const down =
    (camera.heightM - p.z) * Math.cos(camera.tiltRad) -
    (p.x + camera.backM) * Math.sin(camera.tiltRad);
  const scale = camera.focalPx / depth;
  return { x: camera.centreX - p.y * scale, y: camera.centreY + down * scale, depth };
}

/** Where the road ends: the height on the canvas of what is infinitely far on the ground. */
export const horizonY = (camera: Camera): number =>
  camera.centreY - camera.focalPx * Math.tan(camera.tiltRad);

/** The parts of a line that are at least `nearM` before the camera, cut where it passes that. */
export function cutLine(
  camera: Camera,
  points: readonly Point3[],
  nearM: number = NEAR_M,
): Point3[][] {
  const parts: Point3[][] = [];
  let part: Point3[] = [];
  let before: Point3 | null = null;
  for (const p of points) {
    const seen = depthOf(camera, p) >= nearM;
    if (before && seen !== depthOf(camera, before) >= nearM) {
      part.push(atDepth(camera, before, p, nearM));
    }
    if (seen) part.push(p);
    else if (part.length > 0) {
      parts.push(part);
      part = [];
    }
    before = p;
  }
  if (part.length > 0) parts.push(part);
  return parts.filter((line) => line.length > 1);
}

/** The point of a segment at a depth that it passes; a hair beyond, so that it is seen. */
function atDepth(camera: Camera, a: Point3, b: Point3, depthM: number): Point3 {
  const [da, db] = [depthOf(camera, a), depthOf(camera, b)];
  const t = (depthM * (1 + 1e-6) - da) / (db - da);
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, z: a.z + (b.z - a.z) * t };
}
