// A phone node that is not one: fixed states, for looking at the phone's screens while working on
// them (`npm run dev`, then /dev/phone.html?state=plan). Never part of a build.

import polyline from "@mapbox/polyline";
import { Player } from "../src/features/media/player.svelte";
import type { PhoneApi } from "../src/phone/api";
import { PhoneStore } from "../src/phone/store.svelte";
import { RequestError } from "../src/surface/client";
import type { MediaState, NavigationState, Place, TripPlan } from "../src/wire/schema";

const place = (name: string, name_zh: string, country: string, lat: number, lon: number): Place => ({
  name,
  name_zh,
  country,
  region: "",
  latitude_deg: lat,
  longitude_deg: lon,
  population: 1e7,
  geoname_id: 1,
});
const beijing = place("Beijing", "北京", "CN", 39.9, 116.4);
const shanghai = place("Shanghai", "上海", "CN", 31.22, 121.46);
const long = place(
  "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
  "兰韦尔普尔古因吉尔",
  "GB",
  53.22,
  -4.2,
);
const WAY: [number, number][] = [
  [39.9, 116.4],
  [39.14, 117.18],
  [36.65, 117.12],
  [34.26, 117.18],
  [32.06, 118.78],
  [31.22, 121.46],
];

function plan(destination: Place, reachable = true): TripPlan {
  return {
    type: "trip_plan",
    origin: beijing,
    destination,
    car: "su7-max",
    distance_m: 1_213_000,
    duration_s: 45_000,
    energy_wh: 165_000,
    departure_soc_frac: 0.8,
    arrival_soc_frac: reachable ? 0.23 : -0.84,
    arrival_soc_sigma_frac: 0.04,
    reachable,
    geometry: polyline.encode(WAY),
    maneuvers: [],
    empty_after_m: reachable ? null : 560_000,
  };
}

export function fakePhone(state: string): PhoneApi {
  const store = new PhoneStore();
  store.phase = "ready";
  store.name = "Ada’s phone";
  store.deviceId = "q3Zk0P7mTtS9bA1vX2c4dQ";
  const away = state === "away";
  if (state.startsWith("pair")) {
    if (state === "pair-wait") store.pair = { kind: "waiting", checkCode: "482913" };
    if (state === "pair-used") store.pair = { kind: "failed", reason: "used" };
  } else {
    store.carDevice = { device_id: "car", name: "SU7 Max" };
    store.link = away ? { kind: "offline", sinceMs: Date.now() - 400_000 } : { kind: "up" };
    store.carHeardMs = away ? Date.now() - 400_000 : Date.now();
    if (state !== "blank") {
      store.car = {
        model: "su7-max",
        model_name: "SU7 Max",
        age_s: 0.1,
        speed_mps: 0,
        gear: "P",
        ignition: "off",
        power_w: 350,
        soc_frac: 0.76,
        range_m: 521_000,
        latitude_deg: 39.9,
        longitude_deg: 116.4,
        heading_rad: 0.6,
        odometer_m: 1e7,
        door_open: state === "door",
        locked: state !== "door",
        seat_occupied: false,
        belted: false,
        climate_on: state === "door",
        climate_target_k: 294.65,
        cabin_k: 283.4,
        outside_k: 268.2,
        speed_limit_mps: null,
        speedup: 1,
        parked: true,
        simulated: true,
      };
    }
  }
  const look = (liveHere: boolean) => ({
    activity: "navigation",
    liveHere,
    moving: "" as const,
    movingTo: "SU7 Max",
    holderName: liveHere ? store.name : "SU7 Max",
    holderKind: liveHere ? "phone" : "car",
    selfId: store.deviceId,
    selfKind: "phone",
    targets: liveHere ? [{ deviceId: "car", name: "SU7 Max", kind: "car" }] : [],
  });
  if (["trip", "ghost", "long", "away"].includes(state)) {
    const here = state !== "ghost";
    const navigation: NavigationState = {
      type: "navigation",
      plan: plan(state === "long" ? long : shanghai, state !== "long"),
      progress_m: here ? 0 : 320_000,
    };
    const media: MediaState = {
      type: "media",
      queue: [
        {
          track_id: "t",
          title:
            state === "long"
              ? "The Very Long Title of a Piece for Nine Hands and One Patient Listener"
              : "Leaving the Ring Road",
          artist: "Segue Ensemble",
          album: "",
          duration_s: 187,
          media_type: "audio/wav",
        },
      ],
      index: 0,
      position_s: 62,
      anchor_utc_s: Date.now() / 1000,
      playing: true,
    };
    store.activities = [
      { activity: "navigation", state: navigation, look: look(here) },
      { activity: "media", state: media, look: { ...look(here), activity: "media" } },
    ];
    if (!here) {
      store.progress = {
        progress_m: 320_000,
        remaining_m: 893_000,
        remaining_s: 33_000,
        arrival_soc_frac: 0.21,
        arrival_soc_sigma_frac: 0.03,
        next_maneuver: 0,
        next_maneuver_m: 0,
        off_route: false,
      };
    }
  }
  const nothing = async () => {};
  const answers: Record<string, (params: never) => unknown> = {
    "places.search": ({ query }: { query: string }) => ({
      places: [shanghai, beijing, long].filter((p) =>
        (p.name + p.name_zh).toLowerCase().includes(query.toLowerCase()),
      ),
    }),
    "trip.plan": ({ destination }: { destination: Place }) => ({
      plan: plan(destination, destination.name === "Shanghai"),
    }),
  };
  return {
    store,
    player: new Player({
      source: () => "",
      onEnded: nothing,
      onPosition: nothing,
      onError: nothing,
    }),
    request: async (method, params) => {
      const answer = answers[method];
      if (!answer) throw new RequestError("The car is moving: this waits until it stands.", "no");
      return answer(params as never) as never;
    },
    pair: () => {
      store.pair = { kind: "dialling" };
    },
    cancelPair: () => {
      store.pair = { kind: "idle" };
    },
    unpair: nothing,
    rename: nothing,
    setNear: (near) => {
      store.near = near;
    },
    startNavigation: nothing,
    startMedia: nothing,
    end: nothing,
    move: nothing,
    control: nothing,
    remember: nothing,
  };
}
