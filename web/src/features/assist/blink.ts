// Indicators: lit and dark by turns, as on a car.

/** 90 flashes a minute (UN R48 wants 60 to 120), lit for half of each. */
const PERIOD_MS = 667;

/** Are the lamps lit now? Where motion is unwanted they just burn. */
export const lampsLit = (nowMs: number, still: boolean): boolean =>
  still || nowMs % PERIOD_MS < PERIOD_MS / 2;
