import { describe, expect, it } from "vitest";
import { facesViewer } from "./paintObjects";
import { cameraFor, project } from "./projection";
import { cornersOf, FACE_NAMES, faceOf, footprintOf, prismsOf } from "./shapes";
import { roadView } from "./testing/road";

const camera = cameraFor({ left: 0, top: 0, width: 1000, height: 900 }, 20);

/** The faces seen of a box 4 m long at a place. */
function seen(x_m: number, y_m: number, heading_rad = 0): string[] {
  const box = { rear: -2, front: 2, halfWidth: 1, bottom: 0, top: 1.5 };
  const corners = cornersOf(box, { x_m, y_m, heading_rad }).map((p) => project(camera, p)!);
  return FACE_NAMES.filter((name) => facesViewer(faceOf(corners, name)));
}

describe("faces", () => {
  it("shows what is turned to the viewer", () => {
    expect(seen(30, 0)).toEqual(["top", "rear"]);
    expect(seen(30, 6)).toEqual(["top", "rear", "right"]);
    expect(seen(30, -6)).toEqual(["top", "rear", "left"]);
    expect(seen(30, 6, Math.PI)).toEqual(["top", "front", "left"]);
  });
});

describe("prismsOf", () => {
  it.each(roadView(0).objects)("keeps a $kind inside its own box", (object) => {
    const slackM = object.kind === "motorcycle" || object.kind === "bicycle" ? 0.1 : 0.05;
    for (const prism of prismsOf(object.kind, object.length_m, object.width_m)) {
      expect(prism.front).toBeLessThanOrEqual(object.length_m / 2 + slackM);
      expect(prism.halfWidth).toBeLessThanOrEqual(object.width_m / 2 + slackM);
      expect(prism.top).toBeGreaterThan(prism.bottom);
      expect(prism.halfWidth - (prism.sideIn ?? 0)).toBeGreaterThan(0);
    }
  });
});

describe("footprintOf", () => {
  it("goes round the object with a margin, turned as it is", () => {
    const corners = footprintOf(
      { x_m: 10, y_m: 5, heading_rad: Math.PI / 2, length_m: 4, width_m: 2 },
      0.5,
    );
    const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
    expect(spread(corners.map((p) => p.x))).toBeCloseTo(3, 9);
    expect(spread(corners.map((p) => p.y))).toBeCloseTo(5, 9);
  });
});
