// MapLibre, loaded when a map is first shown. Its worker is a file of ours, so a strict
// content security policy holds.

import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";

maplibre.setWorkerUrl(new URL(workerUrl, location.href).href);
maplibre.setWorkerCount(1);

export { maplibre };
