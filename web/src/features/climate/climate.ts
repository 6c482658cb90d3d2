// What a person may set the cabin to.

export const COLDEST_K = 289.15; // 16 °C
export const WARMEST_K = 301.15; // 28 °C
const STEP_K = 0.5;

/** One half degree warmer (1) or cooler (−1), on whole half degrees, within what the car takes. */
export function stepTarget(targetK: number, way: 1 | -1): number {
  const celsius = targetK - 273.15;
  const stepped = Math.round(celsius / STEP_K) * STEP_K + way * STEP_K;
  return Math.min(WARMEST_K, Math.max(COLDEST_K, stepped + 273.15));
}
