// Plays warning sounds: notes on a WebAudio clock, again and again while they are asked for.

import { type Note, PATTERNS, type SoundName } from "./sounds";

const ATTACK_S = 0.01;

interface Options {
  openAudio?: () => AudioContext;
}

export class Sounder {
  /** The browser wants a touch before it lets this be heard. */
  blocked = $state(false);

  #openAudio: () => AudioContext;
  #audio: AudioContext | null = null;
  #sound: SoundName = "";
  #waking = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor({ openAudio = () => new AudioContext() }: Options = {}) {
    this.#openAudio = openAudio;
  }

  /** Sound like this from now on; "" is silence. A chime is heard once each time it is new. */
  follow(sound: SoundName): void {
    if (sound === this.#sound) return;
    this.#sound = sound;
    this.#play();
  }

  /** A person touched the screen: now sound may come, and what is due is heard. */
  unblock(): void {
    void this.#audio?.resume();
  }

  #play(): void {
    clearTimeout(this.#again);
    if (this.#sound === "") {
      this.blocked = false;
      return;
    }
    this.#audio ??= this.#openAudio();
    if (this.#audio.state !== "running") {
      // Nothing is queued in a silent context: it would all be heard at once, and too late.
      this.blocked = true;
      void this.#wake(this.#audio);
      return;
    }
    const { notes, everyS } = PATTERNS[this.#sound];
    for (const note of notes) sing(this.#audio, note);
    if (everyS !== null) this.#again = setTimeout(() => this.#play(), everyS * 1000);
  }

  async #wake(audio: AudioContext): Promise<void> {
    if (this.#waking) return;
    this.#waking = true;
    await audio.resume();
    this.#waking = false;
    this.blocked = false;
    if (audio.state === "running") this.#play();
  }
}

function sing(audio: AudioContext, { atS, lengthS, hz, gain }: Note): void {
  const start = audio.currentTime + atS;
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = hz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(gain, start + ATTACK_S);
  volume.gain.setTargetAtTime(0, start + lengthS * 0.6, lengthS * 0.15);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + lengthS);
}
