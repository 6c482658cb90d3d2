// What objects look like: a few tapered boxes each, by kind. A quiet scene needs no more.

import type { AssistObject } from "../../wire/schema";
import type { Point3 } from "./projection";

/** A box whose top may be smaller than its bottom; lengths in metres on the object's own axes. */
export interface Prism {
  rear: number;
  front: number;
  halfWidth: number;
  bottom: number;
  top: number;
  /** How far the top stands in from the front, the rear and each side. */
  frontIn?: number;
  rearIn?: number;
  sideIn?: number;
  /** Its sides are windows. */
  glass?: true;
}

/** The own car. The picture does not carry its size: a usual car's [m]. */
export const OWN_CAR = { x_m: 0, y_m: 0, heading_rad: 0, length_m: 4.7, width_m: 1.9 } as const;

export type FaceName = "top" | "rear" | "front" | "left" | "right";

/** The faces of a prism: its corners, clockwise as seen from outside. */
const FACES: Record<FaceName, readonly [number, number, number, number]> = {
  top: [4, 5, 6, 7],
  rear: [0, 4, 7, 3],
  front: [2, 6, 5, 1],
  left: [1, 5, 4, 0],
  right: [3, 7, 6, 2],
};

export const FACE_NAMES = Object.keys(FACES) as FaceName[];

export const faceOf = <Corner>(corners: readonly Corner[], name: FaceName): Corner[] =>
  FACES[name].map((i) => corners[i]!);

/** The prisms of an object, from the ground up. Sizes that are not known yet are those of a box. */
export function prismsOf(kind: AssistObject["kind"], lengthM: number, widthM: number): Prism[] {
  const [half, side] = [lengthM / 2, widthM / 2];
  const whole = { rear: -half, front: half, halfWidth: side };
  switch (kind) {
    case "car":
      return [
        { ...whole, bottom: 0.25, top: 0.85, frontIn: 0.12, rearIn: 0.06, sideIn: 0.06 },
        {
          glass: true,
          rear: -0.44 * lengthM,
          front: 0.22 * lengthM,
          halfWidth: side - 0.08,
          bottom: 0.85,
          top: 1.45,
          frontIn: 0.2 * lengthM,
          rearIn: 0.14 * lengthM,
          sideIn: 0.22,
        },
      ];
    case "truck": {
      const cab = half - Math.min(2.2, 0.3 * lengthM);
      return [
        { ...whole, rear: cab + 0.25, bottom: 0.4, top: 3.1, frontIn: 0.25, sideIn: 0.06 },
        { ...whole, front: cab, bottom: 0.6, top: 3.7 },
      ];
    }
    case "motorcycle":
    case "bicycle":
      return [
        { ...whole, halfWidth: 0.14, bottom: 0.1, top: 0.85, frontIn: 0.2, rearIn: 0.2 },
        {
          rear: -0.3,
          front: 0.3,
          halfWidth: Math.min(side, 0.3),
          bottom: 0.75,
          top: 1.75,
          frontIn: 0.12,
          rearIn: 0.2,
          sideIn: 0.14,
        },
      ];
    case "pedestrian":
      return [
        { rear: -0.22, front: 0.22, halfWidth: 0.27, bottom: 0, top: 1.45, sideIn: 0.08, frontIn: 0.06, rearIn: 0.06 },
        { rear: -0.13, front: 0.13, halfWidth: 0.13, bottom: 1.48, top: 1.78 },
      ];
    case "obstacle":
      return [{ ...whole, bottom: 0, top: 0.9, frontIn: half * 0.6, rearIn: half * 0.6, sideIn: side * 0.6 }];
    case "unknown":
      return [{ ...whole, bottom: 0, top: 1.4 }];
  }
}

/** The eight corners of a prism on the car's axes: bottom from rear left clockwise, then top. */
export function cornersOf(prism: Prism, place: Pick<AssistObject, "x_m" | "y_m" | "heading_rad">): Point3[] {
  const { rear, front, halfWidth, bottom, top, frontIn = 0, rearIn = 0, sideIn = 0 } = prism;
  const [cos, sin] = [Math.cos(place.heading_rad), Math.sin(place.heading_rad)];
  const at = (x: number, y: number, z: number): Point3 => ({
    x: place.x_m + x * cos - y * sin,
    y: place.y_m + x * sin + y * cos,
    z,
  });
  const topHalf = halfWidth - sideIn;
  return [
    at(rear, halfWidth, bottom),
    at(front, halfWidth, bottom),
    at(front, -halfWidth, bottom),
    at(rear, -halfWidth, bottom),
    at(rear + rearIn, topHalf, top),
    at(front - frontIn, topHalf, top),
    at(front - frontIn, -topHalf, top),
    at(rear + rearIn, -topHalf, top),
  ];
}

/** The rectangle an object stands on, `marginM` wider on every side. */
export function footprintOf(
  object: Pick<AssistObject, "x_m" | "y_m" | "heading_rad" | "length_m" | "width_m">,
  marginM: number,
): Point3[] {
  const half = object.length_m / 2 + marginM;
  const flat = { rear: -half, front: half, halfWidth: object.width_m / 2 + marginM, bottom: 0, top: 0 };
  return cornersOf(flat, object).slice(0, 4);
}
