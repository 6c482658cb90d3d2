// One MapLibre map with a route, a car and a camera. Framework-free; MapView.svelte feeds it.

import type { GeoJSONSource, Map as LibreMap, Marker, PaddingOptions } from "maplibre-gl";
import type { Language } from "../../i18n/format";
import type { TripPlan } from "../../wire/schema";
import { maplibre } from "./maplibre";
import { CarMotion, type CarSample, followCamera, turn } from "./motion";
import { type RouteLine, routeLine } from "./route";
import { mapStyle, palettes } from "./style";

export type CameraMode = "follow" | "overview" | "free";

const MAX_TILE_ZOOM = 10;
const SMOOTHING_PER_S = 3;

interface Options {
  container: HTMLElement;
  theme: "dark" | "light";
  language: Language;
  interactive: boolean;
  label: string;
  /** How much larger labels are than on a phone. */
  labelScale: number;
  onCamera: (mode: CameraMode) => void;
  onLost: () => void;
}

export class MapController {
  readonly #map: LibreMap;
  readonly #motion = new CarMotion();
  readonly #carMarker: Marker;
  readonly #endMarker: Marker;
  #look: { theme: "dark" | "light"; language: Language };
  #line: RouteLine | null = null;
  #plan: TripPlan | null = null;
  #progressM = 0;
  #lastSample: CarSample | null = null;
  #mode: CameraMode = "follow";
  #padding: PaddingOptions = { top: 0, right: 0, bottom: 0, left: 0 };
  #coveredTop = 0;
  #frame = 0;
  #lastFrameMs = 0;
  #settledCamera = false;
  readonly #labelScale: number;
  #onCamera: (mode: CameraMode) => void;

  constructor(options: Options) {
    this.#look = { theme: options.theme, language: options.language };
    this.#labelScale = options.labelScale;
    this.#onCamera = options.onCamera;
    this.#map = new maplibre.Map({
      container: options.container,
      style: this.#style(),
      center: [110, 34],
      zoom: 3,
      maxZoom: 15,
      maxPitch: 60,
      interactive: options.interactive,
      attributionControl: false,
      fadeDuration: 150,
      localIdeographFontFamily: false, // labels name their own CJK fonts
      locale: { "Map.Title": options.label },
    });
    this.#map.on("style.load", () => this.#drawRoute());
    // A tile that is not to be had now is asked for again by itself, and is nobody's news.
    this.#map.on("error", () => {});
    this.#map.on("webglcontextlost", options.onLost);
    this.#map.on("dragstart", () => this.#setMode("free"));
    this.#map.on("wheel", () => this.#setMode("free"));
    this.#carMarker = new maplibre.Marker({
      element: carElement(),
      rotationAlignment: "map",
      pitchAlignment: "map",
    });
    this.#endMarker = new maplibre.Marker({ element: endElement(), anchor: "bottom" });
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#map.remove();
  }

  setLook(theme: "dark" | "light", language: Language): void {
    if (theme === this.#look.theme && language === this.#look.language) return;
    this.#look = { theme, language };
    this.#map.setStyle(this.#style(), { diff: false });
  }

  setPadding(padding: PaddingOptions): void {
    this.#padding = padding;
    this.#settledCamera = false;
    if (this.#mode === "overview") this.#showOverview(false);
    else this.#run();
  }

  /** How far down something covers the top of the map, for the whole route to stay clear of. */
  setCovered(topPx: number): void {
    if (topPx === this.#coveredTop) return;
    this.#coveredTop = topPx;
    if (this.#mode === "overview") this.#showOverview(false);
  }

  setCamera(mode: CameraMode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#settledCamera = false;
    if (mode === "overview") this.#showOverview(true);
    else this.#run();
  }

  /** The car to follow; null: none, until the next. */
  setCar(sample: CarSample | null): void {
    const first = !this.#lastSample;
    this.#lastSample = sample;
    if (!sample) return;
    this.#motion.push(sample, performance.now());
    if (first) {
      this.#placeCar();
      this.#carMarker.addTo(this.#map);
      if (this.#mode === "follow") this.#followNow(1);
    }
    this.#run();
  }

  setRoute(plan: TripPlan | null): void {
    const same = plan?.geometry === this.#plan?.geometry;
    this.#plan = plan;
    if (same) {
      this.#paintRoute();
      return;
    }
    this.#line = plan ? routeLine(plan) : null;
    this.#drawRoute();
    const end = this.#line?.coordinates.at(-1);
    if (end) this.#endMarker.setLngLat(end).addTo(this.#map);
    else this.#endMarker.remove();
    if (this.#mode === "overview") this.#showOverview(true);
  }

  setProgress(metres: number): void {
    if (Math.abs(metres - this.#progressM) < (this.#plan?.distance_m ?? 0) / 5_000) return;
    this.#progressM = metres;
    this.#paintRoute();
  }

  #style() {
    const { theme, language } = this.#look;
    return mapStyle(theme, language, location.origin, MAX_TILE_ZOOM, this.#labelScale);
  }

  #setMode(mode: CameraMode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#onCamera(mode);
  }

  // ------------------------------------------------------------- the route

  #drawRoute(): void {
    if (!this.#map.style?._loaded) return;
    const data = {
      type: "Feature" as const,
      properties: {},
      geometry: { type: "LineString" as const, coordinates: this.#line?.coordinates ?? [] },
    };
    const source = this.#map.getSource<GeoJSONSource>("route");
    if (source) {
      source.setData(data);
    } else {
      const c = palettes[this.#look.theme];
      this.#map.addSource("route", { type: "geojson", data, lineMetrics: true, tolerance: 0.2 });
      const layout = { "line-cap": "round", "line-join": "round" } as const;
      this.#map.addLayer(
        {
          id: "route-casing",
          type: "line",
          source: "route",
          layout,
          paint: { "line-color": c.routeCasing, "line-width": 12 },
        },
        "places",
      );
      this.#map.addLayer(
        { id: "route", type: "line", source: "route", layout, paint: { "line-width": 7 } },
        "places",
      );
    }
    this.#paintRoute();
  }

  /** Behind the car, ahead of it, and where the charge does not reach, in three colours. */
  #paintRoute(): void {
    if (!this.#map.getLayer("route")) return;
    const c = palettes[this.#look.theme];
    const done = this.#line?.fractionAt(this.#progressM) ?? 0;
    const emptyM = this.#plan?.reachable === false ? this.#plan.empty_after_m : null;
    const empty = emptyM == null ? 1 : (this.#line?.fractionAt(emptyM) ?? 1);
    const stops: (string | number)[] = [];
    if (done > 0 && done < 1) stops.push(done, c.route);
    if (empty > done && empty < 1) stops.push(empty, c.routeEmpty);
    const first = done >= 1 || done > 0 ? c.routeDone : c.route;
    this.#map.setPaintProperty(
      "route",
      "line-gradient",
      stops.length
        ? ["step", ["line-progress"], first, ...stops]
        : ["step", ["line-progress"], first, 1, first],
    );
  }

  // ------------------------------------------------------------ the camera

  #run(): void {
    if (this.#frame) return;
    this.#lastFrameMs = performance.now();
    const step = (nowMs: number) => {
      const dt = Math.min(0.1, Math.max(0, nowMs - this.#lastFrameMs) / 1000);
      this.#lastFrameMs = nowMs;
      this.#placeCar();
      if (this.#mode === "follow") this.#followNow(1 - Math.exp(-SMOOTHING_PER_S * dt));
      const follows = this.#mode === "follow" && this.#lastSample !== null;
      const rest = this.#motion.settled(nowMs) && !(follows && !this.#settledCamera);
      this.#frame = rest ? 0 : requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #placeCar(): void {
    const pose = this.#motion.at(performance.now());
    if (!pose) return;
    this.#carMarker.setLngLat([pose.longitudeDeg, pose.latitudeDeg]);
    this.#carMarker.setRotation((pose.headingRad * 180) / Math.PI);
  }

  #followNow(share: number): void {
    const pose = this.#motion.at(performance.now());
    const sample = this.#lastSample;
    if (!pose || !sample) return;
    const target = followCamera(sample);
    const bearing = (this.#map.getBearing() * Math.PI) / 180;
    const turned = turn(bearing, pose.headingRad * target.turnWithCar);
    const zoom = this.#map.getZoom();
    const pitch = this.#map.getPitch();
    this.#settledCamera =
      sample.speedMps < 0.1 &&
      Math.abs(turned) < 0.003 &&
      Math.abs(target.zoom - zoom) < 0.01 &&
      Math.abs(target.pitchDeg - pitch) < 0.2;
    // The car sits low in the view, so that what is ahead has the room.
    const height = this.#map.getContainer().clientHeight;
    const lift = (target.pitchDeg / 55) * 0.45 * (height - this.#padding.top! - this.#padding.bottom!);
    this.#map.jumpTo({
      center: [pose.longitudeDeg, pose.latitudeDeg],
      zoom: zoom + (target.zoom - zoom) * share,
      pitch: pitch + (target.pitchDeg - pitch) * share,
      bearing: ((bearing + turned * share) * 180) / Math.PI,
      padding: { ...this.#padding, top: this.#padding.top! + lift },
    });
  }

  #showOverview(animate: boolean): void {
    const bounds = this.#line?.bounds;
    const car = this.#lastSample;
    if (!bounds && !car) return;
    const box = new maplibre.LngLatBounds();
    if (bounds) box.extend(bounds[0]).extend(bounds[1]);
    if (car) box.extend([car.longitudeDeg, car.latitudeDeg]);
    const pad = this.#padding;
    // fitBounds adds its padding to the camera's own, which following had set.
    this.#map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
    this.#map.fitBounds(box, {
      padding: {
        top: pad.top! + this.#coveredTop + 48,
        right: pad.right! + 48,
        bottom: pad.bottom! + 48,
        left: pad.left! + 48,
      },
      pitch: 0,
      bearing: 0,
      maxZoom: 10,
      duration: animate ? 900 : 0,
    });
  }
}

function svg(html: string, className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.setAttribute("aria-hidden", "true");
  element.innerHTML = html;
  return element;
}

function carElement(): HTMLElement {
  return svg(
    `<svg viewBox="0 0 64 64" width="64" height="64">
      <circle cx="32" cy="32" r="30" class="car-halo"/>
      <path d="M32 10 50 50 32 42 14 50Z" class="car-arrow"/>
    </svg>`,
    "map-car",
  );
}

function endElement(): HTMLElement {
  return svg(
    `<svg viewBox="0 0 40 52" width="40" height="52">
      <path d="M20 51C20 51 37 32 37 19A17 17 0 1 0 3 19C3 32 20 51 20 51Z" class="end-pin"/>
      <circle cx="20" cy="19" r="6" class="end-dot"/>
    </svg>`,
    "map-end",
  );
}
