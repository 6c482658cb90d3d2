import { describe, expect, it } from "vitest";
import { CarMotion, type CarSample, followCamera, turn } from "./motion";

const sample = (over: Partial<CarSample> = {}): CarSample => ({
  latitudeDeg: 40,
  longitudeDeg: 116,
  headingRad: 0,
  speedMps: 30,
  speedup: 1,
  parked: false,
  ...over,
});

describe("turn", () => {
  it("takes the short way through north", () => {
    expect(turn(6.2, 0.1)).toBeCloseTo(0.183, 2);
    expect(turn(0.1, 6.2)).toBeCloseTo(-0.183, 2);
    expect(turn(0, Math.PI)).toBeCloseTo(Math.PI);
  });
});

describe("CarMotion", () => {
  it("draws between two reports and rests on the last", () => {
    const motion = new CarMotion();
    motion.push(sample(), 0);
    motion.push(sample({ latitudeDeg: 40.0001 }), 100);
    expect(motion.at(100)?.latitudeDeg).toBeCloseTo(40, 6);
    const middle = motion.at(150)!.latitudeDeg;
    expect(middle).toBeGreaterThan(40);
    expect(middle).toBeLessThan(40.0001);
    expect(motion.at(5_000)?.latitudeDeg).toBe(40.0001);
    expect(motion.settled(110)).toBe(false);
    expect(motion.settled(5_000)).toBe(true);
  });

  it("never jumps back when a report comes early", () => {
    const motion = new CarMotion();
    let before = 0;
    for (let i = 0; i < 40; i++) {
      motion.push(sample({ longitudeDeg: 116 + i * 1e-5 }), i * 100 + (i % 3) * 25);
      for (let ms = 0; ms < 50; ms += 10) {
        const shown = motion.at(i * 100 + (i % 3) * 25 + ms)!.longitudeDeg;
        expect(shown).toBeGreaterThanOrEqual(before);
        before = shown;
      }
    }
  });

  it("does not fly across the land when the car is put elsewhere", () => {
    const motion = new CarMotion();
    motion.push(sample(), 0);
    motion.push(sample({ latitudeDeg: 31 }), 100);
    expect(motion.at(101)?.latitudeDeg).toBe(31);
  });

  it("follows a car that is simulated 600 times faster", () => {
    const motion = new CarMotion();
    motion.push(sample({ speedup: 600 }), 0);
    motion.push(sample({ speedup: 600, latitudeDeg: 40.016 }), 100);
    const shown = motion.at(130)!.latitudeDeg;
    expect(shown).toBeGreaterThan(40);
    expect(shown).toBeLessThan(40.016);
  });

  it("crosses the date line the short way", () => {
    const motion = new CarMotion();
    motion.push(sample({ longitudeDeg: 179.9999, latitudeDeg: 0 }), 0);
    motion.push(sample({ longitudeDeg: -179.9999, latitudeDeg: 0, speedMps: 1e4 }), 100);
    expect(Math.abs(motion.at(150)!.longitudeDeg)).toBeGreaterThan(179.9);
  });
});

describe("followCamera", () => {
  it("rises with speed and lies flat from far above", () => {
    expect(followCamera(sample({ speedMps: 0 }))).toEqual({
      zoom: 13.5,
      pitchDeg: 55,
      turnWithCar: 1,
    });
    expect(followCamera(sample({ speedMps: 33 })).zoom).toBeLessThan(13);
    expect(followCamera(sample({ speedup: 600 }))).toMatchObject({ pitchDeg: 0, turnWithCar: 0 });
    expect(followCamera(sample({ speedMps: Number.NaN })).zoom).not.toBeLessThan(5);
    expect(followCamera(sample({ parked: true })).pitchDeg).toBe(0);
  });
});
