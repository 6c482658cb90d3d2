// May a driver believe what the screen shows?

/** Above this the speed is not shown any more [s]. */
export const STALE_S = 1.5;

/** Age of what is on the screen: as the car said, plus how long it has been silent since [s]. */
export function shownAgeS(
  car: { age_s: number } | null,
  heardMs: number,
  nowMs: number,
  connected: boolean,
): number {
  if (!car) return Number.POSITIVE_INFINITY;
  // While the connection stands, silence means that nothing has changed.
  const silentS = connected ? 0 : Math.max(0, (nowMs - heardMs) / 1000);
  return car.age_s + silentS;
}
