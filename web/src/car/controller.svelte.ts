// What the car's screen does: one place that asks, and tells the person when it was refused.

import type { CameraMode } from "../features/map/MapController";
import { Assist } from "../features/assist/assist.svelte";
import { mediaOf, navigationOf } from "../features/activity/look";
import { Player } from "../features/media/player.svelte";
import { nextIndex } from "../features/media/position";
import { t } from "../i18n/index.svelte";
import { RequestError } from "../surface/client";
import { clock } from "../surface/clock.svelte";
import { Surface, surfaceUrl } from "../surface/surface.svelte";
import type { MediaState, Methods, Track, TripPlan } from "../wire/schema";
import { shownAgeS, STALE_S } from "./freshness";

export type SheetName = "" | "go" | "music" | "people" | "settings" | "pair";

const BACK_TO_THE_CAR_MS = 15_000;
/** A song goes on through a short loss of the car's computer; after that a phone may have it. */
const SOUND_WITHOUT_CAR_S = 10;

export class CarController {
  readonly surface = new Surface(surfaceUrl(location));
  readonly player: Player;
  readonly assist: Assist;
  sheet = $state<SheetName>("");
  camera = $state<CameraMode>("follow");
  /** The person said "not now" to pairing. */
  pairingPutOff = $state(false);

  readonly #lostMs = $derived(this.surface.state.kind === "lost" ? this.surface.state.sinceMs : 0);
  #cameraTimer: ReturnType<typeof setTimeout> | undefined;

  readonly navigation = $derived(navigationOf(this.surface.activities));
  readonly media = $derived(mediaOf(this.surface.activities));
  readonly plan = $derived(this.navigation?.view.live_here ? this.navigation.state.plan : null);
  readonly connected = $derived(this.surface.state.kind === "open");
  readonly ageS = $derived(
    shownAgeS(this.surface.car, this.surface.carHeardMs, clock.nowMs, this.connected),
  );
  readonly stale = $derived(this.ageS > STALE_S);
  /** Several screens of one car may be open; the car says which is the loudspeaker. */
  readonly isLoudspeaker = $derived(this.surface.sound?.here ?? true);
  readonly soundsHere = $derived(
    (this.connected || clock.since(this.#lostMs) < SOUND_WITHOUT_CAR_S) &&
      this.isLoudspeaker &&
      !!this.media?.view.live_here,
  );
  /** A keyboard and long lists only when parked; unknown counts as moving. */
  readonly parked = $derived(!this.stale && (this.surface.car?.parked ?? false));
  readonly devices = $derived(this.surface.people?.devices ?? []);
  readonly pairLeftS = $derived(
    Math.max(
      0,
      (this.surface.pairing?.expires_in_s ?? 0) - clock.since(this.surface.pairingHeardMs),
    ),
  );

  constructor() {
    this.assist = new Assist(this.surface, (method, params) => this.do(method, params));
    this.player = new Player({
      source: (trackId) => `/music/${encodeURIComponent(trackId)}`,
      onEnded: () => this.#songEnded(),
      onPosition: (track_id, position_s) =>
        void this.surface.ask.request("media.position", { track_id, position_s }).catch(() => {}),
      onError: () => this.#tell("error", "media", t("media.cannotPlay")),
    });
  }

  /** Call within an effect: the loudspeaker follows what is live here. */
  followMedia(): void {
    this.player.follow(this.soundsHere ? (this.media?.state ?? null) : null);
  }

  /** Call within an effect: the whole route while parked, the road while driving. */
  autoCamera(): void {
    const geometry = this.plan?.geometry;
    this.camera = geometry && this.parked ? "overview" : "follow";
  }

  /** Call within an effect: a map that was moved by hand comes back to the car by itself. */
  cameraTimeout(): void {
    clearTimeout(this.#cameraTimer);
    if (this.camera !== "free" || this.parked) return;
    this.#cameraTimer = setTimeout(() => {
      this.camera = "follow";
    }, BACK_TO_THE_CAR_MS);
  }

  toggleCamera(): void {
    this.camera = this.camera === "follow" && this.plan ? "overview" : "follow";
  }

  async do<Name extends keyof Methods>(
    method: Name,
    params: Parameters<typeof this.surface.ask.request<Name>>[1],
  ): Promise<boolean> {
    try {
      await this.surface.ask.request(method, params);
      return true;
    } catch (error) {
      const text = error instanceof RequestError ? error.message : String(error);
      this.#tell("warning", `refused.${method}`, text);
      return false;
    }
  }

  openPairing(): void {
    this.pairingPutOff = false;
    this.sheet = "pair";
    if (!this.surface.pairing?.url || this.pairLeftS <= 0) void this.do("pairing.open", {});
  }

  async startRoute(plan: TripPlan): Promise<void> {
    const state = { type: "navigation" as const, plan, progress_m: 0 };
    if (await this.do("activity.start", { state })) this.sheet = "";
  }

  async startMusic(queue: Track[], index: number): Promise<void> {
    const state: MediaState = {
      type: "media",
      queue,
      index,
      position_s: 0,
      anchor_utc_s: Date.now() / 1000,
      playing: true,
    };
    if (await this.do("activity.start", { state })) this.sheet = "";
  }

  control(action: Methods["media.control"]["params"]["action"], positionS?: number): void {
    void this.do("media.control", { action, position_s: positionS ?? null });
  }

  move(activity: string, to: string): void {
    void this.do("activity.move", { activity, to });
  }

  #songEnded(): void {
    const state = this.media?.state;
    if (!state || !this.soundsHere) return;
    if (nextIndex(state) === state.index) this.control("seek", 0);
    else this.control("next");
  }

  #tell(level: "warning" | "error", code: string, text: string): void {
    this.surface.tell({ level, code, text, do: "" });
  }
}
