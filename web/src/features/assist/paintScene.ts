// One picture of the scene.

import type { Moment } from "./motion";
import { paintObjects } from "./paintObjects";
import { type Canvas, paintRoad } from "./paintRoad";
import type { Palette } from "./palette";
import { cameraFor, type Room } from "./projection";

export function paintScene(
  canvas: Canvas,
  room: Room,
  moment: Moment,
  palette: Palette,
  lampsLit: boolean,
): void {
  const camera = cameraFor(room, moment.view.speed_mps);
  paintRoad(canvas, camera, moment, palette);
  paintObjects(canvas.context, camera, moment.view, palette, lampsLit);
}
