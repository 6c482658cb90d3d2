import { describe, expect, it } from "vitest";
import type { AssistView } from "../../wire/schema";
import { lampsLit } from "./blink";
import { paceOf } from "./paintRoad";
import { paintScene } from "./paintScene";
import { PALETTES } from "./palette";
import { cameraFor, project } from "./projection";
import { RecordingContext } from "./testing/canvas";
import { crowdedView, roadObject, roadView } from "./testing/road";

const palette = PALETTES.dark;
const ROOM = { left: 400, top: 0, width: 1008, height: 800 };
const MIDDLE = ROOM.left + ROOM.width / 2;

function paint(more: Partial<AssistView>, lit = true, travelledM = 0): RecordingContext {
  const context = new RecordingContext();
  paintScene(
    { context: context as unknown as CanvasRenderingContext2D, width: 1920, height: 1080 },
    ROOM,
    { view: roadView(0, more), travelledM },
    palette,
    lit,
  );
  return context;
}

const alone = { objects: [], plan: null, lines: [] };
const lamps = (context: RecordingContext) =>
  context.in(palette.indicator).filter((shape) => shape.how === "fill" && shape.points.length === 4);

describe("paintScene", () => {
  it("marks the one that is followed, and nobody else", () => {
    const followed = [roadObject(1, "car", 40, 0, { followed: true }), roadObject(2, "car", 20, 1)];
    expect(paint({ ...alone, objects: followed }).in(palette.mark).some((s) => s.how === "stroke")).toBe(true);
    expect(paint({ ...alone, objects: [followed[1]!] }).in(palette.mark)).toEqual([]);
  });

  it("paints what is near over what is far", () => {
    const objects = [roadObject(1, "obstacle", 15, 0), roadObject(2, "unknown", 60, 0)];
    const styles = paint({ ...alone, objects }).painted.map((shape) => shape.style);
    expect(styles.lastIndexOf(palette.unknown.top)).toBeLessThan(styles.indexOf(palette.obstacle.top));
    expect(styles.lastIndexOf(palette.obstacle.top)).toBeLessThan(styles.indexOf(palette.own.top));
  });

  it("paints what is hardly believed more faintly", () => {
    const alphaOf = (existence: number) =>
      paint({ ...alone, objects: [roadObject(1, "car", 30, 0, { existence })] }).in(palette.vehicle.top)[0]!
        .alpha;
    expect(alphaOf(0.2)).toBeLessThan(alphaOf(0.9));
    expect(alphaOf(0)).toBeGreaterThan(0.2);
  });

  it("shows where others go from where they are, more faintly the later, but not who comes after the car", () => {
    const futures = (x_m: number, lanes: number) =>
      paint({ ...alone, objects: [roadObject(1, "car", x_m, lanes)] }).in(palette.future);
    const alphas = futures(20, 1).map((shape) => shape.alpha);
    expect(alphas).toHaveLength(4);
    expect(alphas).toEqual([...alphas].sort((a, b) => b - a));
    const { y: under } = project(cameraFor(ROOM, roadView(0).speed_mps), { x: 20, y: 3.6, z: 0 })!;
    expect(Math.max(...futures(20, 1)[0]!.points.map((p) => p.y))).toBeCloseTo(under, -1);
    expect(futures(-15, 1)).not.toEqual([]);
    expect(futures(-15, 0)).toEqual([]);
  });

  it("blinks on the side it will go to, and on both for hazards", () => {
    const sides = (more: Partial<AssistView>) =>
      lamps(paint({ ...alone, ...more })).map(({ points }) => Math.sign(points[0]!.x - MIDDLE));
    expect(sides({ indicator: "left" })).toEqual([-1]);
    expect(sides({ indicator: "right" })).toEqual([1]);
    expect(sides({ hazards: true })).toEqual([-1, 1]);
    expect(sides({})).toEqual([]);
    expect(lamps(paint({ ...alone, hazards: true }, false))).toEqual([]);
  });

  it("lights its brake lamps when it brakes", () => {
    expect(paint({ ...alone, accel_mps2: -2 }).in(palette.brakeLight.on)).toHaveLength(2);
    expect(paint({ ...alone, accel_mps2: 0.5 }).in(palette.brakeLight.on)).toHaveLength(0);
  });

  it("rings the car while the guard changes what is asked", () => {
    expect(paint({ ...alone, guard: ["ahead"] }).in(palette.guard).some((s) => s.how === "stroke")).toBe(true);
    expect(paint(alone).in(palette.guard)).toEqual([]);
  });

  it("colours the path by how the speed changes, and all of it in an emergency", () => {
    const path = { ...roadView(0).plan!, points_m: [0, 0, 10, 0, 18, 0], speeds_mps: [20, 20, 17] };
    const normal = paint({ ...alone, plan: path });
    expect(normal.in(palette.path.steady)).toHaveLength(1);
    expect(normal.in(palette.path.hard)).toHaveLength(1);
    const hard = paint({ ...alone, plan: { ...path, emergency: true } });
    expect(hard.in(palette.path.hard)).toHaveLength(2);
  });

  it("lets the dashes come nearer by as much as the car goes on", () => {
    const whole = [{ kind: "dashed" as const, points_m: [-30, 1.8, 100, 1.8] }];
    const camera = cameraFor(ROOM, roadView(0).speed_mps);
    const paintedAt = (x: number, travelledM: number, lines = whole) => {
      const y = project(camera, { x, y: 1.8, z: 0 })!.y;
      const [line] = paint({ ...alone, lines }, true, travelledM).in(palette.line);
      return line!.points.some((p) => Math.abs(p.y - y) < 1e-6);
    };
    expect(paintedAt(12, 0)).toBe(true);
    expect(paintedAt(9, 3)).toBe(true);
    expect(paintedAt(12, 3)).toBe(false);
    const ahead = [{ kind: "dashed" as const, points_m: [6, 1.8, 100, 1.8] }];
    expect(paintedAt(12, 0, ahead)).toBe(true);
  });

  it("lights the whole own lane though its lines come in pieces", () => {
    const solid = (from: number, to: number, y: number) => ({
      kind: "solid" as const,
      points_m: [from, y, to, y],
    });
    const sides = (from: number, to: number) => [solid(from, to, 1.8), solid(from, to, -1.8)];
    const top = (lines: AssistView["lines"]) =>
      Math.min(...paint({ ...alone, lines }).in(palette.lane)[0]!.points.map((p) => p.y));
    expect(top([...sides(-20, 30), ...sides(30.01, 120)])).toBeCloseTo(top(sides(-20, 120)), 6);
    expect(top([...sides(-20, 30), ...sides(40, 120)])).toBeGreaterThan(top(sides(-20, 120)) + 20);
  });

  it("keeps every number finite whatever is around the car, behind it and on it", () => {
    const view = crowdedView(1, 30);
    const objects = view.objects.map((object, i) => ({ ...object, x_m: object.x_m - 60, y_m: i - 15 }));
    for (const { points } of paint({ ...view, objects }).painted) {
      for (const { x, y } of points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    }
  });
});

describe("paceOf", () => {
  it.each([
    [2, "faster"],
    [0, "steady"],
    [-0.5, "steady"],
    [-1.5, "slower"],
    [-4, "hard"],
  ])("calls %d m/s² %s", (accel, pace) => {
    expect(paceOf(accel)).toBe(pace);
  });
});

describe("lampsLit", () => {
  it("blinks between one and two times a second, and burns where motion is unwanted", () => {
    const changes = (still: boolean) => {
      let count = 0;
      for (let ms = 1; ms < 10_000; ms++) {
        if (lampsLit(ms, still) !== lampsLit(ms - 1, still)) count++;
      }
      return count / 2 / 10;
    };
    expect(changes(false)).toBeGreaterThan(1);
    expect(changes(false)).toBeLessThan(2);
    expect(changes(true)).toBe(0);
  });
});
