import { describe, expect, it } from "vitest";
import { AssistMotion } from "./motion";
import { roadObject, roadView } from "./testing/road";

/** Pictures every 40 ms, heard as often; what is drawn is 60 ms behind. */
function playing(...views: ReturnType<typeof roadView>[]): AssistMotion {
  const motion = new AssistMotion();
  views.forEach((view, i) => motion.push(view, i * 40));
  return motion;
}

const still = { steer_rad: 0, speed_mps: 25 };
const at = (time_s: number, x_m: number, id = 1) =>
  roadView(time_s, { ...still, objects: [roadObject(id, "car", x_m, 0)] });

describe("AssistMotion", () => {
  it("has nothing to draw before the first picture", () => {
    expect(new AssistMotion().at(0)).toBeNull();
  });

  it("draws an object half way between two pictures at half time", () => {
    const motion = playing(at(0, 40), at(0.04, 41));
    expect(motion.at(60)!.view.objects[0]!.x_m).toBeCloseTo(40, 6);
    expect(motion.at(80)!.view.objects[0]!.x_m).toBeCloseTo(40.5, 6);
    expect(motion.settled(80)).toBe(false);
    expect(motion.at(100)!.view.objects[0]!.x_m).toBeCloseTo(41, 6);
    expect(motion.settled(101)).toBe(true);
  });

  it("lets the road go by at the car's speed between pictures", () => {
    const motion = playing(at(0, 40), at(0.04, 40));
    const line = (nowMs: number) => motion.at(nowMs)!.view.lines[0]!.points_m[0]!;
    expect(line(70) - line(90)).toBeCloseTo(0.5, 6);
  });

  it("keeps a line that stands on the ground where it is while the car turns", () => {
    const steer_rad = 0.1;
    const turn = Math.tan(steer_rad) / 2.9;
    // What is at (x, y) is seen there after the car went 1 m and turned.
    const seenLater = (x: number, y: number) => {
      const [dx, c, s] = [x - 1, Math.cos(turn), Math.sin(turn)];
      return [dx * c + y * s, y * c - dx * s];
    };
    const first = [20, 2, 60, 5];
    const view = (time_s: number, points_m: number[]) =>
      roadView(time_s, { speed_mps: 25, steer_rad, lines: [{ kind: "solid", points_m }] });
    const motion = playing(view(0, first), view(0.04, [...seenLater(20, 2), ...seenLater(60, 5)]));
    const shown = motion.at(60.0001)!.view.lines[0]!.points_m;
    first.forEach((value, i) => expect(shown[i]).toBeCloseTo(value, 3));
  });

  it("counts how far the car has come, over many pictures", () => {
    const motion = playing(at(0, 40), at(0.04, 40), at(0.08, 40));
    expect(motion.at(80)!.travelledM).toBeCloseTo(0.5, 6);
    expect(motion.at(140)!.travelledM).toBeCloseTo(2, 6);
  });

  it("moves evenly though pictures come early and late", () => {
    const motion = new AssistMotion();
    const lateMs = [0, 9, -8, 10, -9, 7, -10, 8, -7, 9];
    const steps: number[] = [];
    let before: number | null = null;
    for (let ms = 0; ms < 400; ms += 10) {
      const i = ms / 40;
      lateMs.forEach((late, n) => {
        if (n * 40 + late > ms - 10 && n * 40 + late <= ms) motion.push(at(n * 0.04, 40), ms);
      });
      const travelled = i > 2 ? motion.at(ms)!.travelledM : null;
      if (travelled !== null && before !== null) steps.push(travelled - before);
      before = travelled;
    }
    // 25 m/s is 0.25 m in 10 ms.
    expect(Math.min(...steps)).toBeGreaterThan(0.2);
    expect(Math.max(...steps)).toBeLessThan(0.3);
  });

  it("does not slide one object into another that took its number", () => {
    const motion = playing(at(0, 40), at(0.04, 120));
    expect(motion.at(80)!.view.objects[0]!.x_m).toBeGreaterThan(119);
  });

  it("turns the short way round", () => {
    const facing = (time_s: number, heading_rad: number) =>
      roadView(time_s, { ...still, objects: [roadObject(1, "car", 40, 0, { heading_rad })] });
    const motion = playing(facing(0, 3.1), facing(0.04, -3.1));
    expect(Math.abs(motion.at(80)!.view.objects[0]!.heading_rad)).toBeCloseTo(Math.PI, 6);
  });

  it("begins anew when time went back or a scene was left out", () => {
    const shown = (...views: ReturnType<typeof at>[]) => playing(...views).at(40)!.view.objects[0]!.x_m;
    expect(shown(at(5, 40), at(0, 60))).toBe(60);
    expect(shown(at(0, 40), at(9, 41))).toBe(41);
  });

  it("takes news that came at the same time without a jump", () => {
    const motion = playing(at(0, 40), at(0.04, 41));
    motion.push({ ...at(0.04, 41), state: "warned" }, 42);
    expect(motion.at(80)!.view.state).toBe("warned");
    expect(motion.at(80)!.view.objects[0]!.x_m).toBeCloseTo(40.5, 6);
  });

  it("stands still when pictures stop coming: it never guesses ahead", () => {
    const motion = playing(at(0, 40), at(0.04, 41));
    expect(motion.at(10_000)).toEqual(motion.at(101));
    expect(motion.at(10_000)!.view.objects[0]!.x_m).toBe(41);
  });
});
