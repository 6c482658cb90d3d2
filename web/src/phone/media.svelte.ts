// Music that is live on the phone: what its buttons do, and where the song is, second by second.

import { Player } from "../features/media/player.svelte";
import { currentTrack, nextIndex, positionNow, previous, replay } from "../features/media/position";
import type { MediaControl, MediaState } from "../wire/schema";
import { checkedMedia } from "./checked";
import type { BookRunner } from "./steps";
import type { PhoneStorage } from "./storage";

interface Options {
  /** The activities; null while no car is known. */
  runner: () => BookRunner | null;
  storage: Pick<PhoneStorage, "get" | "put">;
  source: (trackId: string) => Promise<string>;
  onError: () => void;
}

/** A player this far from the clock has stalled: then the state changes. */
const STALLED_S = 1;

const utcS = () => Date.now() / 1000;

export class PhoneMedia {
  readonly player: Player;

  constructor(private readonly options: Options) {
    this.player = new Player({
      source: options.source,
      onEnded: () => void this.control("next"),
      onPosition: (trackId, positionS) => void this.#heard(trackId, positionS),
      onError: options.onError,
    });
  }

  /** Do what a button asks; nothing while the music is live elsewhere. */
  async control(action: MediaControl["action"], positionS?: number): Promise<void> {
    const state = this.#live();
    if (!state) return;
    if (action === "play") this.player.unblock();
    await this.#update(pressed(state, action, utcS(), positionS));
  }

  /** After a reload: from where the song was last heard, not from where it would be by now. */
  async resume(): Promise<void> {
    const state = this.#live();
    if (!state?.playing) return;
    const heard = await this.options.storage.get("heard");
    const known = heard && heard.trackId === currentTrack(state)?.track_id;
    const position_s = known ? heard.positionS : state.position_s;
    await this.#update({ ...state, position_s, anchor_utc_s: utcS() });
  }

  #live(): MediaState | null {
    const view = this.options.runner()?.book.view("media");
    return view?.live_here ? checkedMedia(view.state) : null;
  }

  async #update(state: MediaState): Promise<void> {
    const text = JSON.stringify(state);
    await this.options.runner()?.do((book) => void book.updateState("media", text));
  }

  async #heard(trackId: string, positionS: number): Promise<void> {
    const state = this.#live();
    if (!state || currentTrack(state)?.track_id !== trackId) return;
    await this.options.storage.put("heard", { trackId, positionS });
    const nowS = utcS();
    if (Math.abs(positionNow(state, nowS) - positionS) > STALLED_S) {
      await this.#update(replay(state, nowS, { position_s: positionS }));
    }
  }
}

/** Return the state after a button; the car's rules, `segue.node.activities`, are the same. */
export function pressed(
  state: MediaState,
  action: MediaControl["action"],
  nowS: number,
  positionS = 0,
): MediaState {
  switch (action) {
    case "play":
      return replay(state, nowS, { playing: true });
    case "pause":
      return replay(state, nowS, { playing: false });
    case "next":
      return replay(state, nowS, { index: nextIndex(state), position_s: 0 });
    case "previous":
      return replay(state, nowS, previous(state, nowS));
    case "seek":
      return replay(state, nowS, { position_s: positionS });
  }
}
