// The loudspeaker of this device: an <audio> element that follows an activity's state.

import type { MediaState } from "../../wire/schema";
import { currentTrack, positionNow } from "./position";

interface Options {
  /** Where a track's sound is: a URL of the car, or of a blob kept on this phone. */
  source: (trackId: string) => string | Promise<string>;
  onEnded: () => void;
  /** Once a second while it sounds, so that the activity knows where the song really is. */
  onPosition: (trackId: string, positionS: number) => void;
  onError: (trackId: string) => void;
  nowS?: () => number;
  element?: HTMLAudioElement;
}

/** A smaller difference than this is not worth a gap in the sound. */
const TOLERANCE_S = 0.35;

export class Player {
  /** The browser wants a touch before it lets sound out. */
  blocked = $state(false);
  /** Where it is [s]; null while nothing is loaded. */
  heardS = $state<number | null>(null);

  #audio: HTMLAudioElement;
  #options: Options;
  #nowS: () => number;
  #state: MediaState | null = null;
  #trackId = "";
  #lastReportS = -1;

  constructor(options: Options) {
    this.#options = options;
    this.#nowS = options.nowS ?? (() => Date.now() / 1000);
    this.#audio = options.element ?? new Audio();
    this.#audio.preload = "auto";
    this.#audio.addEventListener("loadedmetadata", () => this.#align());
    this.#audio.addEventListener("ended", () => this.#options.onEnded());
    this.#audio.addEventListener("error", () => {
      if (this.#trackId) this.#options.onError(this.#trackId);
    });
    this.#audio.addEventListener("timeupdate", () => this.#heard());
  }

  /** Follow a state that is live here; null when it is live elsewhere or there is none. */
  follow(state: MediaState | null): void {
    this.#state = state;
    const track = state && currentTrack(state);
    if (!state || !track) {
      this.#unload();
      return;
    }
    if (track.track_id !== this.#trackId) {
      void this.#load(track.track_id);
      return;
    }
    this.#align();
  }

  /** A person touched the screen: now sound may come. */
  unblock(): void {
    this.blocked = false;
    this.#align();
  }

  async #load(trackId: string): Promise<void> {
    this.#trackId = trackId;
    this.#audio.pause();
    let url: string;
    try {
      url = await this.#options.source(trackId);
    } catch {
      if (this.#trackId === trackId) this.#options.onError(trackId);
      return;
    }
    if (this.#trackId !== trackId) return; // overtaken by another track
    this.#audio.src = url;
    this.#audio.load();
  }

  #unload(): void {
    if (!this.#trackId) return;
    this.#trackId = "";
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    this.heardS = null;
    this.blocked = false;
  }

  #align(): void {
    const state = this.#state;
    if (!state || !this.#trackId || this.#audio.readyState < 1) return;
    const wantedS = positionNow(state, this.#nowS());
    if (Math.abs(this.#audio.currentTime - wantedS) > TOLERANCE_S) {
      this.#audio.currentTime = wantedS;
    }
    this.heardS = this.#audio.currentTime;
    if (!state.playing) {
      this.#audio.pause();
    } else if (this.#audio.paused && !this.blocked) {
      this.#audio.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") this.blocked = true;
      });
    }
  }

  #heard(): void {
    if (!this.#trackId) return;
    const positionS = this.#audio.currentTime;
    this.heardS = positionS;
    if (!this.#audio.paused && Math.abs(positionS - this.#lastReportS) >= 1) {
      this.#lastReportS = positionS;
      this.#options.onPosition(this.#trackId, positionS);
    }
  }
}
