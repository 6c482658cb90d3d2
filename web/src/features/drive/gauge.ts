// The power arc's and the battery bar's arithmetic.

export const DRAW_LIMIT_W = 300_000;
export const REGEN_LIMIT_W = 120_000;
/** The arc is three quarters draw and one quarter recovery. */
const ZERO_AT = 0.25;

/**
 * Where on the arc a power lies, 0 to 1; zero power is at a quarter.
 *
 * By the square root, so that 15 kW on a motorway is seen as well as 300 kW off the line.
 */
export function arcShare(powerW: number): number {
  if (!Number.isFinite(powerW)) return ZERO_AT;
  return powerW >= 0
    ? ZERO_AT + (1 - ZERO_AT) * Math.sqrt(Math.min(1, powerW / DRAW_LIMIT_W))
    : ZERO_AT * (1 - Math.sqrt(Math.min(1, -powerW / REGEN_LIMIT_W)));
}

export interface ArrivalBand {
  from: number;
  to: number;
  level: "fine" | "low" | "empty";
}

/**
 * How far before the destination the charge ends [m]; 0 when it lasts.
 *
 * The energy balance may be below nothing: of the way ahead, that share is out of reach.
 */
export function shortfallM(socFrac: number, arrivalSocFrac: number, remainingM: number): number {
  if (!(arrivalSocFrac < 0) || !(remainingM > 0)) return 0;
  return (remainingM * -arrivalSocFrac) / (Math.max(0, socFrac) - arrivalSocFrac);
}

const LOW = 0.1;

/** What will be in the battery on arrival, one standard deviation either way, within 0 to 1. */
export function arrivalBand(socFrac: number, sigmaFrac: number): ArrivalBand {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const soc = Number.isFinite(socFrac) ? socFrac : 0;
  const sigma = Number.isFinite(sigmaFrac) ? Math.abs(sigmaFrac) : 0;
  return {
    from: clamp(soc - sigma),
    to: clamp(soc + sigma),
    level: soc <= 0 ? "empty" : soc - sigma < LOW ? "low" : "fine",
  };
}
