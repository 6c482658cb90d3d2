// Where to draw a moving car between two reports of where it is.

export interface CarSample {
  latitudeDeg: number;
  longitudeDeg: number;
  headingRad: number;
  speedMps: number;
  /** Simulated seconds a real second. */
  speedup: number;
  parked: boolean;
}

export interface CarPose {
  latitudeDeg: number;
  longitudeDeg: number;
  headingRad: number;
}

interface Timed {
  atMs: number;
  sample: CarSample;
}

const METRES_PER_DEGREE = 111_195;
const FIRST_INTERVAL_MS = 120;
const LONGEST_INTERVAL_MS = 1_000;

/** The shortest way round from one angle to another [rad], in (−π, π]. */
export function turn(from: number, to: number): number {
  const tau = 2 * Math.PI;
  const raw = (((to - from) % tau) + tau) % tau;
  return raw > Math.PI ? raw - tau : raw;
}

function apartM(a: CarSample, b: CarSample): number {
  const north = (b.latitudeDeg - a.latitudeDeg) * METRES_PER_DEGREE;
  const east =
    (b.longitudeDeg - a.longitudeDeg) *
    METRES_PER_DEGREE *
    Math.cos((a.latitudeDeg * Math.PI) / 180);
  return Math.hypot(north, east);
}

/**
 * Follows reports one interval behind, so that it always has two to draw between.
 *
 * It never guesses ahead: a car that stops is drawn stopping where it stopped.
 */
export class CarMotion {
  #from: Timed | null = null;
  #to: Timed | null = null;
  #intervalMs = FIRST_INTERVAL_MS;

  push(sample: CarSample, nowMs: number): void {
    const shown = this.at(nowMs);
    const before = this.#to;
    if (!before || !shown) {
      this.#from = this.#to = { atMs: nowMs, sample };
      return;
    }
    const gapMs = Math.min(LONGEST_INTERVAL_MS, Math.max(16, nowMs - before.atMs));
    this.#intervalMs += (gapMs - this.#intervalMs) * 0.3;
    const farthest = Math.max(
      200,
      3 * Math.max(sample.speedMps, before.sample.speedMps) * sample.speedup * (gapMs / 1000),
    );
    const jumped = apartM(before.sample, sample) > farthest;
    this.#from = { atMs: nowMs, sample: jumped ? sample : { ...sample, ...shown } };
    this.#to = { atMs: nowMs, sample };
  }

  /** Where to draw the car; null before the first report. */
  at(nowMs: number): CarPose | null {
    if (!this.#from || !this.#to) return null;
    const t = Math.min(1, Math.max(0, (nowMs - this.#from.atMs) / this.#intervalMs));
    const [a, b] = [this.#from.sample, this.#to.sample];
    let east = b.longitudeDeg - a.longitudeDeg;
    if (east > 180) east -= 360;
    if (east < -180) east += 360;
    return {
      latitudeDeg: a.latitudeDeg + (b.latitudeDeg - a.latitudeDeg) * t,
      longitudeDeg: a.longitudeDeg + east * t,
      headingRad: a.headingRad + turn(a.headingRad, b.headingRad) * t,
    };
  }

  /** Has the drawing reached the last report? Then nothing need be drawn anew. */
  settled(nowMs: number): boolean {
    return !this.#from || nowMs - this.#from.atMs >= this.#intervalMs;
  }
}

export interface CameraTarget {
  zoom: number;
  pitchDeg: number;
  /** How much the map turns with the car: 0 north up, 1 heading up. */
  turnWithCar: number;
}

const PARKED: CameraTarget = { zoom: 9.5, pitchDeg: 0, turnWithCar: 0 };

/**
 * How to look at a car: along the road when it drives, from above when time runs fast, and as on
 * a map when it is parked.
 */
export function followCamera(
  car: Pick<CarSample, "speedMps" | "speedup" | "parked">,
): CameraTarget {
  if (car.parked) return PARKED;
  const { speedMps, speedup } = car;
  const apparent = Math.max(0, speedMps) * Math.max(1, speedup);
  const zoom = Math.min(13.5, Math.max(5.2, 13.5 - Math.log2(Math.max(1, apparent / 12))));
  const nearness = Math.min(1, Math.max(0, (zoom - 8.5) / 3));
  return { zoom, pitchDeg: 55 * nearness, turnWithCar: nearness };
}
