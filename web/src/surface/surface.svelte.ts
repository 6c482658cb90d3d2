// What the car's screen knows, as reactive state.

import { type Asks, SurfaceClient, type SurfaceState, type TopicData, type TopicName } from "./client";

interface ShownNotice {
  notice: NonNullable<TopicData<"notice">>;
  key: number;
}

const NOTICE_MS = 8_000;

export class Surface {
  state = $state<SurfaceState>({ kind: "connecting", sinceMs: Date.now() });
  node = $state.raw<TopicData<"node">>(null);
  car = $state.raw<TopicData<"car">>(null);
  progress = $state.raw<TopicData<"progress">>(null);
  activities = $state.raw<TopicData<"activities">>(null);
  people = $state.raw<TopicData<"people">>(null);
  pairing = $state.raw<TopicData<"pairing">>(null);
  /** Does this screen, of all that are open in the car, play the sound? */
  sound = $state.raw<TopicData<"sound">>(null);
  /** What the pilot sees and does; null in a car without one. */
  assist = $state.raw<TopicData<"assist">>(null);
  notices = $state.raw<ShownNotice[]>([]);
  /** When the car's state last came, by this screen's clock [ms]. */
  carHeardMs = $state(0);
  pairingHeardMs = $state(0);

  readonly ask: Asks;
  #client: SurfaceClient;
  #keys = 0;

  constructor(url: string) {
    this.#client = new SurfaceClient({
      url,
      onState: (state) => {
        this.state = state;
      },
      onTopic: (topic, data) => this.#take(topic, data),
    });
    this.ask = this.#client;
  }

  close(): void {
    this.#client.close();
  }

  dismiss(key: number): void {
    this.notices = this.notices.filter((shown) => shown.key !== key);
  }

  /** Tell the person something that this screen found out itself. */
  tell(notice: NonNullable<TopicData<"notice">>): void {
    const key = ++this.#keys;
    this.notices = [
      ...this.notices.filter((shown) => shown.notice.code !== notice.code),
      { notice, key },
    ].slice(-3);
    setTimeout(() => this.dismiss(key), NOTICE_MS);
  }

  #take<Name extends TopicName>(topic: Name, data: TopicData<Name>): void {
    switch (topic) {
      case "node": {
        const before = this.node;
        this.node = data as TopicData<"node">;
        // A newer Segue serves newer screens.
        if (before && this.node && before.version !== this.node.version) location.reload();
        break;
      }
      case "car":
        this.car = data as TopicData<"car">;
        this.carHeardMs = Date.now();
        break;
      case "progress":
        this.progress = data as TopicData<"progress">;
        break;
      case "activities":
        this.activities = data as TopicData<"activities">;
        break;
      case "people":
        this.people = data as TopicData<"people">;
        break;
      case "pairing":
        this.pairing = data as TopicData<"pairing">;
        this.pairingHeardMs = Date.now();
        break;
      case "sound":
        this.sound = data as TopicData<"sound">;
        break;
      case "assist":
        this.assist = data as TopicData<"assist">;
        break;
      case "notice":
        if (data) this.tell(data as NonNullable<TopicData<"notice">>);
        break;
    }
  }
}

export function surfaceUrl(at: Location): string {
  return `${at.protocol === "https:" ? "wss" : "ws"}://${at.host}/surface`;
}
