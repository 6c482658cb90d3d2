import { describe, expect, it } from "vitest";
import { type Camera, cameraFor, horizonY, NEAR_M, project, cutLine } from "./projection";

const ROOM = { left: 400, top: 0, width: 1000, height: 900 };
const camera: Camera = cameraFor(ROOM, 20);
const ground = (x: number, y: number) => ({ x, y, z: 0 });

describe("project", () => {
  it("sees what is to the left on the left, and what is far higher up and smaller", () => {
    const near = project(camera, ground(10, 0))!;
    const left = project(camera, ground(10, 3))!;
    const far = project(camera, ground(80, 0))!;
    const farLeft = project(camera, ground(80, 3))!;
    expect(left.x).toBeLessThan(near.x);
    expect(far.y).toBeLessThan(near.y);
    expect(far.x - farLeft.x).toBeLessThan(near.x - left.x);
  });

  it("scales by one over the depth, as a pinhole does", () => {
    const [a, b] = [project(camera, ground(30, 1))!, project(camera, ground(90, 1))!];
    const width = (seen: typeof a) => camera.centreX - seen.x;
    expect(width(a) / width(b)).toBeCloseTo(b.depth / a.depth, 9);
  });

  it("puts a point on its axis in the middle of the picture", () => {
    const x = camera.heightM / Math.tan(camera.tiltRad) - camera.backM;
    const seen = project(camera, ground(x, 0))!;
    expect(seen.x).toBeCloseTo(camera.centreX, 9);
    expect(seen.y).toBeCloseTo(camera.centreY, 9);
  });

  it("comes as near to the horizon as one likes, and never over it", () => {
    const seen = project(camera, ground(1e7, 0))!;
    expect(seen.y).toBeGreaterThan(horizonY(camera));
    expect(seen.y - horizonY(camera)).toBeLessThan(0.01);
  });

  it("does not see what is behind it, nor what is no number", () => {
    expect(project(camera, ground(-camera.backM - 30, 0))).toBeNull();
    expect(project(camera, ground(Number.NaN, 0))).toBeNull();
  });
});

describe("cameraFor", () => {
  it.each([
    [{ left: 400, top: 0, width: 1008, height: 940 }, 0],
    [{ left: 400, top: 0, width: 1008, height: 940 }, 36],
    [{ left: 280, top: 0, width: 642, height: 610 }, 0],
    [{ left: 280, top: 0, width: 642, height: 610 }, 36],
    [{ left: 280, top: 120, width: 642, height: 260 }, 20],
  ])("keeps the whole car and the horizon in the room %o at %d m/s", (room, speedMps) => {
    const view = cameraFor(room, speedMps);
    const rear = project(view, ground(-2.4, 0))!;
    expect(rear.y).toBeLessThan(room.top + room.height);
    expect(rear.y).toBeGreaterThan(room.top + room.height * 0.6);
    expect(horizonY(view)).toBeGreaterThan(room.top);
    expect(horizonY(view)).toBeLessThan(room.top + room.height * 0.4);
  });
});

describe("cutLine", () => {
  it("cuts a line where it passes the camera, and keeps the rest in one piece", () => {
    const line = [ground(-60, 1), ground(-40, 1), ground(20, 1), ground(60, 1)];
    const parts = cutLine(camera, line);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toHaveLength(3);
    expect(project(camera, parts[0]![0]!)!.depth).toBeCloseTo(NEAR_M, 4);
  });

  it("makes two of a line that goes behind the camera and comes back", () => {
    const parts = cutLine(camera, [ground(20, 9), ground(-60, 9), ground(-60, -9), ground(20, -9)]);
    expect(parts.map((part) => part.length)).toEqual([2, 2]);
  });

  it("shows nothing of a line that is all behind", () => {
    expect(cutLine(camera, [ground(-60, 1), ground(-40, 1)])).toEqual([]);
  });
});
