// The map's look. Land, borders, roads and places come from the node; labels from local fonts.

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Language } from "../../i18n/format";

export interface Palette {
  water: string;
  land: string;
  border: string;
  roadMajor: string;
  roadMinor: string;
  label: string;
  labelStrong: string;
  halo: string;
  route: string;
  routeCasing: string;
  routeDone: string;
  routeEmpty: string;
}

export const palettes: Record<"dark" | "light", Palette> = {
  dark: {
    water: "#090c10",
    land: "#14191e",
    border: "#47525d",
    roadMajor: "#46545f",
    roadMinor: "#303a43",
    label: "#96a2ad",
    labelStrong: "#d3dade",
    halo: "#0b0d10",
    route: "#2dd4bf",
    routeCasing: "#06302b",
    routeDone: "#31555a",
    routeEmpty: "#ffb733",
  },
  light: {
    water: "#cfdcdf",
    land: "#f5f6f4",
    border: "#a2aba9",
    roadMajor: "#c3cbc8",
    roadMinor: "#d9dedb",
    label: "#5d686f",
    labelStrong: "#20272b",
    halo: "#fbfcfb",
    route: "#0a8a7b",
    routeCasing: "#ffffff",
    routeDone: "#9db8b4",
    routeEmpty: "#c97a00",
  },
};

const FONTS = [
  "Inter Variable",
  "PingFang SC",
  "Noto Sans CJK SC",
  "Microsoft YaHei",
  "Noto Sans",
  "sans-serif",
];

/** The vector layers' names, as the node's tiles have them. */
const LAYER = { land: "land", borders: "borders", roads: "roads", places: "places" } as const;

const byZoom = (...stops: [number, number][]): ExpressionSpecification =>
  ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as ExpressionSpecification;

/** Return the whole style. `origin` is where the tiles come from, without a final slash. */
export function mapStyle(
  theme: "dark" | "light",
  language: Language,
  origin: string,
  maxZoom: number,
  labelScale: number,
): StyleSpecification {
  const c = palettes[theme];
  const name: ExpressionSpecification =
    language === "zh"
      ? ["case", ["!=", ["coalesce", ["get", "name_zh"], ""], ""], ["get", "name_zh"], ["get", "name"]]
      : ["get", "name"];
  const population: ExpressionSpecification = ["coalesce", ["get", "population"], 0];
  /** 0 for the roads that carry most. */
  const rank: ExpressionSpecification = ["coalesce", ["get", "rank"], 9];
  const sizes = (huge: number, large: number, small: number): ExpressionSpecification => [
    "case",
    [">", population, 5_000_000],
    huge * labelScale,
    [">", population, 500_000],
    large * labelScale,
    small * labelScale,
  ];
  return {
    version: 8,
    sources: {
      world: {
        type: "vector",
        tiles: [`${origin}/tiles/{z}/{x}/{y}.mvt`],
        maxzoom: maxZoom,
      },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": c.water } },
      {
        id: "land",
        type: "fill",
        source: "world",
        "source-layer": LAYER.land,
        paint: { "fill-color": c.land },
      },
      {
        id: "borders",
        type: "line",
        source: "world",
        "source-layer": LAYER.borders,
        layout: { "line-join": "round" },
        paint: {
          "line-color": c.border,
          "line-width": byZoom([2, 0.6], [8, 1.4]),
          "line-dasharray": [4, 3],
        },
      },
      {
        id: "roads",
        type: "line",
        source: "world",
        "source-layer": LAYER.roads,
        layout: { "line-join": "round", "line-cap": "round" },
        paint: {
          "line-color": ["case", ["<=", rank, 1], c.roadMajor, c.roadMinor],
          "line-width": byZoom([3, 0.4], [6, 0.9], [9, 1.8], [13, 6]),
        },
      },
      {
        id: "places",
        type: "symbol",
        source: "world",
        "source-layer": LAYER.places,
        layout: {
          "text-field": name,
          "text-font": FONTS,
          "text-size": [
            "interpolate",
            ["linear"],
            ["zoom"],
            3,
            sizes(15, 13, 12),
            10,
            sizes(26, 20, 15),
          ],
          "symbol-sort-key": ["-", 0, population],
          "text-padding": 8,
          "text-max-width": 8,
          "text-letter-spacing": 0.01,
        },
        paint: {
          "text-color": ["case", [">", population, 1_000_000], c.labelStrong, c.label],
          "text-halo-color": c.halo,
          "text-halo-width": 1.6,
        },
      },
    ],
  };
}
