// Songs on the phone: fetched once from the car, kept, and played without it.

import type { PhoneStorage } from "./storage";

/** The song that sounds, and the one before it. */
const OPEN_SONGS = 2;

export class Sound {
  #storage: PhoneStorage;
  #nowMs: () => number;
  /** The newest last. */
  #urls = new Map<string, string>();
  #fetching = new Map<string, Promise<Blob>>();

  constructor(storage: PhoneStorage, nowMs: () => number = Date.now) {
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  /** Return a URL of the song's own bytes. Rejects when it is neither here nor to be had. */
  async source(trackId: string): Promise<string> {
    const url = this.#urls.get(trackId) ?? URL.createObjectURL(await this.#bytes(trackId));
    this.#urls.delete(trackId);
    this.#urls.set(trackId, url);
    for (const [old, oldUrl] of [...this.#urls].slice(0, -OPEN_SONGS)) {
      URL.revokeObjectURL(oldUrl); // a URL holds its song's bytes for as long as the page lives
      this.#urls.delete(old);
    }
    return url;
  }

  /** Fetch a song before it is needed, so that it goes on when the car is out of reach. */
  async prepare(trackId: string): Promise<void> {
    await this.#bytes(trackId).catch(() => {});
  }

  async #bytes(trackId: string): Promise<Blob> {
    const kept = await this.#storage.song(trackId, this.#nowMs());
    if (kept) return kept;
    let fetching = this.#fetching.get(trackId);
    if (!fetching) {
      fetching = this.#fetch(trackId).finally(() => this.#fetching.delete(trackId));
      this.#fetching.set(trackId, fetching);
    }
    return fetching;
  }

  async #fetch(trackId: string): Promise<Blob> {
    const response = await fetch(`/music/${encodeURIComponent(trackId)}`);
    if (!response.ok) throw new Error(`The car has no track ${trackId}.`);
    const blob = await response.blob();
    await this.#storage.keepSong(trackId, blob, this.#nowMs()).catch(() => {}); // no room: play anyway
    return blob;
  }
}
