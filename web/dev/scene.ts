// Measures what one picture of the scene costs: interpolation and drawing, 30 objects, 1920 × 1080.
// `npm run dev`, then /dev/scene.html?objects=30&theme=dark. The drawing is read back after each
// picture, so that the time holds the rasteriser's work too; &readBack=no leaves that out.

import { AssistMotion } from "../src/features/assist/motion";
import { paintScene } from "../src/features/assist/paintScene";
import { PALETTES } from "../src/features/assist/palette";
import { crowdedView } from "../src/features/assist/testing/road";

const [WARM_UP, PICTURES] = [100, 600];
const ROOM = { left: 400, top: 60, width: 1008, height: 620 };

const asked = new URLSearchParams(location.search);
const objects = Number(asked.get("objects") ?? 30);
const palette = PALETTES[asked.get("theme") === "light" ? "light" : "dark"];
const canvas = document.querySelector("canvas")!;
const readsBack = asked.get("readBack") !== "no";
const context = canvas.getContext("2d", { alpha: false, willReadFrequently: readsBack })!;

/** One picture, 16 ms after the one before, from pictures that come every 40 ms. */
function costMs(index: number, motion: AssistMotion): number {
  const nowMs = index * 16;
  const before = performance.now();
  if (Math.floor(nowMs / 40) !== Math.floor((nowMs - 16) / 40)) {
    motion.push(crowdedView(nowMs / 1000, objects), nowMs);
  }
  const moment = motion.at(nowMs);
  if (moment) {
    paintScene({ context, width: canvas.width, height: canvas.height }, ROOM, moment, palette, true);
  }
  if (readsBack) context.getImageData(0, 0, 1, 1);
  return performance.now() - before;
}

const motion = new AssistMotion();
const costs = Array.from({ length: WARM_UP + PICTURES }, (_, i) => costMs(i, motion)).slice(WARM_UP);
costs.sort((a, b) => a - b);
const at = (share: number) => costs[Math.floor(share * (costs.length - 1))]!.toFixed(2);
document.querySelector("output")!.textContent =
  `${objects} objects: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms a picture`;
