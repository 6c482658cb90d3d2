// A planned route as a line on the map, and where along it things are.

import polyline from "@mapbox/polyline";
import type { TripPlan } from "../../wire/schema";

export type LonLat = [number, number];

export interface RouteLine {
  coordinates: LonLat[];
  /** Share of the drawn line at a distance along the plan, 0 to 1 (what `line-progress` means). */
  fractionAt(metres: number): number;
  bounds: [LonLat, LonLat];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

function groundM(a: LonLat, b: LonLat): number {
  const [phi1, phi2] = [radians(a[1]), radians(b[1])];
  const h =
    Math.sin((phi2 - phi1) / 2) ** 2 +
    Math.cos(phi1) * Math.cos(phi2) * Math.sin(radians(b[0] - a[0]) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

const mercatorY = (latitude: number) => Math.log(Math.tan(Math.PI / 4 + radians(latitude) / 2));

function drawn(a: LonLat, b: LonLat): number {
  return Math.hypot(radians(b[0] - a[0]), mercatorY(b[1]) - mercatorY(a[1]));
}

function sums(lengths: number[]): number[] {
  let sum = 0;
  return [0, ...lengths.map((length) => (sum += length))];
}

/** Return the line of a plan; null when its geometry has fewer than two points or leaves the Earth. */
export function routeLine(plan: Pick<TripPlan, "geometry" | "distance_m">): RouteLine | null {
  const coordinates: LonLat[] = [];
  for (const [latitude, longitude] of polyline.decode(plan.geometry)) {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null; // the map would throw
    const before = coordinates.at(-1);
    // Keep the line whole across the date line: MapLibre takes longitudes beyond 180.
    let east = longitude;
    if (before) {
      while (east - before[0] > 180) east -= 360;
      while (east - before[0] < -180) east += 360;
    }
    coordinates.push([east, latitude]);
  }
  if (coordinates.length < 2) return null;
  const steps = coordinates.slice(1).map((to, i) => [coordinates[i]!, to] as const);
  const ground = sums(steps.map(([a, b]) => groundM(a, b)));
  const onMap = sums(steps.map(([a, b]) => drawn(a, b)));
  const [groundTotal, mapTotal] = [ground.at(-1)!, onMap.at(-1)!];

  const fractionAt = (metres: number) => {
    if (!(metres > 0) || plan.distance_m <= 0 || mapTotal === 0) return 0;
    const target = Math.min(1, metres / plan.distance_m) * groundTotal;
    let [low, high] = [0, ground.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (ground[middle]! <= target) low = middle;
      else high = middle;
    }
    const span = ground[high]! - ground[low]!;
    const t = span > 0 ? Math.min(1, (target - ground[low]!) / span) : 0;
    return (onMap[low]! + (onMap[high]! - onMap[low]!) * t) / mapTotal;
  };

  const longitudes = coordinates.map((c) => c[0]);
  const latitudes = coordinates.map((c) => c[1]);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return {
    coordinates,
    fractionAt,
    bounds: [
      [least(longitudes), least(latitudes)],
      [most(longitudes), most(latitudes)],
    ],
  };
}
