// The phone: a whole node in a browser. It owns the storage, the link, the activities and the
// player, and writes what the screens show.

import { ActivityBook, liveFacts, type BookEvent, type Moment } from "../fabric/handoff";
import type { DeviceKey } from "../fabric/identity";
import { deviceIdOf } from "../fabric/identity";
import { localDevice, type LocalDevice } from "../fabric/link";
import { type PairCode, PairCodeError, parsePairUrl } from "../fabric/pairing";
import { Space } from "../fabric/space";
import type { Player } from "../features/media/player.svelte";
import { currentTrack, nextIndex } from "../features/media/position";
import { t } from "../i18n/index.svelte";
import type { Json } from "../surface/client";
import type {
  ActivityState,
  ChannelMessage,
  MediaControl,
  Methods,
  Place,
  Track,
  TripPlan,
} from "../wire/schema";
import type { PhoneApi } from "./api";
import { CarFeed } from "./carFeed";
import { type KnownCar, LinkClient, type LinkEnd, type PairGranted } from "./linkClient";
import { PhoneMedia } from "./media.svelte";
import { showMediaSession } from "./mediaSession";
import { newId } from "./newId";
import { LinkRequests } from "./requests";
import { latestPlaces, shownActivities } from "./shown";
import { Sound } from "./sound";
import { BookRunner } from "./steps";
import { defaultName, failureOf } from "./words";
import type { PairedCar, PhoneStorage } from "./storage";
import type { PhoneStore } from "./store.svelte";


/** Until then "connecting" is the honest word, after it "offline". */
const PATIENCE_MS = 4_000;

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const now = (): Moment => ({ now_s: performance.now() / 1000, utc_ms: Date.now() });

export class PhoneNode implements PhoneApi {
  readonly player: Player;
  readonly #sound: Sound;
  readonly #media: PhoneMedia;
  readonly #feed: CarFeed;
  #bootId = newId(Date.now(), randomBytes(10));
  #staticSecret = randomBytes(32);
  #requests = new LinkRequests();
  #car: PairedCar | null = null;
  #runner: BookRunner | null = null;
  #link: LinkClient | null = null;
  #pairing = false;

  private constructor(
    readonly store: PhoneStore,
    private readonly storage: PhoneStorage,
    private readonly key: DeviceKey,
  ) {
    this.#sound = new Sound(storage);
    this.#feed = new CarFeed(store, storage);
    this.#media = new PhoneMedia({
      runner: () => this.#runner,
      storage,
      source: (trackId) => this.#sound.source(trackId),
      onError: () => store.tell("error", "media", t("media.cannotPlay")),
    });
    this.player = this.#media.player;
  }

  /** Wake up as the phone that was here before. Rejects where the browser cannot keep data. */
  static async start(store: PhoneStore, storage: PhoneStorage, key: DeviceKey): Promise<PhoneNode> {
    const node = new PhoneNode(store, storage, key);
    store.deviceId = deviceIdOf(key.publicKey);
    store.name = (await storage.get("name")) ?? defaultName();
    const car = await storage.get("car");
    if (car) await node.#adopt(car);
    store.phase = "ready";
    if (car) await node.#dialKnown();
    return node;
  }

  // ------------------------------------------------------------- what screens ask

  request<Name extends keyof Methods>(
    method: Name,
    params: Json<Methods[Name]["params"]>,
  ): Promise<Json<Methods[Name]["result"]>> {
    return this.#requests.ask((message) => this.#send(message), method, params);
  }

  pair(text: string): void {
    void this.#pair(text);
  }

  cancelPair(): void {
    this.#pairing = false;
    this.store.pair = { kind: "idle" };
    void this.#dialKnown();
  }

  async unpair(): Promise<void> {
    this.#send({ type: "bye", reason: "unpaired", detail: "" });
    await this.#hangUp();
    await this.#forget();
  }

  async rename(name: string): Promise<void> {
    const kept = name.trim() || defaultName();
    await this.storage.put("name", kept);
    this.store.name = kept;
    await this.#runner?.do((book) => book.space.put("devices", "", { name: kept, kind: "phone" }));
    await this.#dialKnown(); // the name is said in the handshake
  }

  setNear(near: boolean): void {
    this.store.near = near;
    this.#send({ type: "presence", near });
  }

  async startNavigation(plan: TripPlan): Promise<void> {
    await this.#start("navigation", { type: "navigation", plan, progress_m: 0 });
  }

  async startMedia(queue: Track[], index: number): Promise<void> {
    await this.#start("media", {
      type: "media",
      queue,
      index,
      position_s: 0,
      anchor_utc_s: Date.now() / 1000,
      playing: true,
    });
  }

  async end(activity: string): Promise<void> {
    await this.#attempt((book, at) => book.end(activity, at));
  }

  async move(activity: string, to: string): Promise<void> {
    if (to === this.store.deviceId) {
      await this.#attempt((book, at) => book.bringHere(activity, at));
    } else {
      await this.#attempt((book, at) => book.moveTo(activity, to, at));
    }
  }

  async control(action: MediaControl["action"], positionS?: number): Promise<void> {
    await this.#media.control(action, positionS);
  }

  async remember(place: Place): Promise<void> {
    const id = newId(Date.now(), randomBytes(10));
    await this.#runner?.do((book) => book.space.put("recents", id, place));
    this.#showRecents();
  }

  // ------------------------------------------------------------- pairing and the link

  async #pair(text: string): Promise<void> {
    let code: PairCode;
    try {
      code = parsePairUrl(text);
    } catch (error) {
      if (!(error instanceof PairCodeError)) throw error;
      this.store.pair = { kind: "failed", reason: "notACode" };
      this.store.link = { kind: "unpaired" };
      return;
    }
    if (code.origin !== location.origin) {
      location.assign(text); // that car serves its own page; this one may not call it
      return;
    }
    this.#pairing = true;
    this.store.link = { kind: "unpaired" };
    this.store.pair = { kind: "dialling" };
    await this.#dial(code);
  }

  async #dialKnown(): Promise<void> {
    const car = this.#car;
    await this.#hangUp();
    if (!car) return;
    const sinceMs = Date.now();
    this.store.link = { kind: "connecting", sinceMs };
    setTimeout(() => {
      if (this.store.link.kind === "connecting") this.store.link = { kind: "offline", sinceMs };
    }, PATIENCE_MS);
    await this.#dial(car);
  }

  async #dial(to: KnownCar | PairCode): Promise<void> {
    await this.#hangUp();
    const link = new LinkClient(await this.#local(), to, {
      pairWaiting: (checkCode) => {
        this.store.pair = { kind: "waiting", checkCode };
      },
      pairGranted: (granted) => this.#granted(granted),
      remember: (addresses) => this.#remember(addresses),
      linkUp: (car) => this.#linkUp(car.name),
      linkMessage: (message) => this.#received(message),
      linkDown: () => this.#linkDown(),
      linkEnded: (end) => void this.#linkEnded(end),
    });
    this.#link = link;
    link.start();
  }

  #local(): Promise<LocalDevice> {
    return localDevice(this.key, {
      name: this.store.name,
      kind: "phone",
      staticSecret: this.#staticSecret,
      bootId: this.#bootId,
    });
  }

  async #hangUp(): Promise<void> {
    if (!this.#link) return;
    this.#link.stop();
    this.#link = null;
    await this.#linkDown();
  }

  #send(message: ChannelMessage): boolean {
    return this.#link?.send(message) ?? false;
  }

  async #granted(granted: PairGranted): Promise<void> {
    await this.#adoptNew({
      deviceId: granted.car.device_id,
      name: granted.car.name,
      publicKey: granted.car.public_key,
      spaceId: granted.spaceId,
      addresses: [...granted.addresses],
    });
  }

  async #remember(addresses: readonly string[]): Promise<void> {
    if (!this.#car) return;
    this.#car = { ...this.#car, addresses: [...addresses] };
    await this.storage.put("car", this.#car);
  }

  async #linkUp(carName: string): Promise<void> {
    const car = this.#car;
    if (!car) return;
    this.#pairing = false;
    this.store.pair = { kind: "idle" };
    this.store.link = { kind: "up" };
    if (carName !== car.name) await this.storage.put("car", { ...car, name: carName });
    this.#car = { ...car, name: carName };
    this.store.carDevice = { device_id: car.deviceId, name: carName };
    this.#send({ type: "presence", near: this.store.near });
    await this.#runner?.do((book, at) => book.peerUp(car.deviceId, at));
  }

  async #linkDown(): Promise<void> {
    this.#requests.failAll();
    const car = this.#car;
    if (!car) return;
    if (this.store.link.kind === "up") this.store.link = { kind: "offline", sinceMs: Date.now() };
    await this.#runner?.do((book, at) => book.peerDown(car.deviceId, at));
  }

  async #linkEnded(end: LinkEnd): Promise<void> {
    this.#link = null;
    if (this.#pairing) {
      this.#pairing = false;
      this.store.pair = { kind: "failed", reason: failureOf(end) };
      return;
    }
    if (end === "not_paired") {
      const car = this.store.carDevice?.name ?? t("device.car");
      await this.#forget();
      this.store.tell("warning", "unpaired", t("me.wasUnpaired", { car }));
    } else if (this.#car) {
      this.store.link = { kind: "offline", sinceMs: Date.now() };
    }
  }

  async #received(message: ChannelMessage): Promise<void> {
    const car = this.#car;
    if (!car) return;
    switch (message.type) {
      case "response":
        this.#requests.take(message);
        break;
      case "event":
        await this.#feed.take(message);
        break;
      case "space_vector":
      case "space_update":
      case "space_reset":
      case "handoff_pull":
      case "handoff_offer":
      case "handoff_ready":
      case "handoff_commit":
      case "handoff_active":
      case "handoff_refuse":
      case "handoff_claims":
        try {
          await this.#runner?.do((book, at) => book.receive(message, car.deviceId, at));
        } catch (error) {
          console.warn("The car sent what cannot be.", error); // nothing has changed
        }
        break;
    }
  }

  // ------------------------------------------------------------- the car this phone knows

  async #adoptNew(car: PairedCar): Promise<void> {
    if (this.#car && this.#car.spaceId !== car.spaceId) await this.#forget();
    await this.storage.put("car", { ...car });
    if (this.#runner && this.#car) this.#car = car;
    else await this.#adopt(car);
  }

  async #adopt(car: PairedCar): Promise<void> {
    const space = new Space({
      spaceId: car.spaceId,
      deviceId: this.store.deviceId,
      keeperId: car.deviceId,
      clientId: new DataView(randomBytes(4).buffer).getUint32(0),
      keep: liveFacts,
    });
    const book = new ActivityBook(space);
    const { checkpoints, log } = await this.storage.saved();
    book.load(log, checkpoints, now());
    this.#car = car;
    this.store.carDevice = { device_id: car.deviceId, name: car.name };
    await this.#feed.restore();
    this.#runner = new BookRunner(book, {
      storage: this.storage,
      now,
      send: (deviceId, message) => {
        if (deviceId === this.#car?.deviceId) this.#send(message);
      },
      onEvents: (events) => this.#onEvents(events),
      onBroken: () => {
        this.store.phase = "broken";
        void this.#hangUp();
        this.player.follow(null);
      },
    });
    await this.#media.resume();
    await this.#runner.do((b) =>
      b.space.put("devices", "", { name: this.store.name, kind: "phone" }),
    );
    this.#showRecents();
  }

  async #forget(): Promise<void> {
    this.#runner?.close();
    this.#runner = null;
    this.#car = null;
    await this.storage.forgetCar();
    this.player.follow(null);
    this.store.activities = [];
    this.store.carDevice = this.store.car = this.store.progress = null;
    this.store.recents = [];
    this.store.link = { kind: "unpaired" };
  }

  // ------------------------------------------------------------- activities

  async #start(activity: string, state: ActivityState): Promise<void> {
    await this.#attempt((book, at) => book.start(activity, JSON.stringify(state), at));
  }

  /** Do what a person asked, and tell them when it cannot be. */
  async #attempt(change: (book: ActivityBook, at: Moment) => void): Promise<void> {
    try {
      await this.#runner?.do(change);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.store.tell("warning", "move", t("move.failed", { reason }));
    }
  }

  #onEvents(events: readonly BookEvent[]): void {
    for (const event of events) {
      if (event.type !== "activity_event") continue;
      const inner = event.event;
      if (inner.type === "transfer_failed" && inner.cause === "user") {
        this.store.tell("warning", "move", t("move.failed", { reason: "" }).trim());
      }
    }
    this.#show();
  }

  #show(): void {
    const [runner, car] = [this.#runner, this.#car];
    if (!runner || !car) return;
    const linked = this.store.link.kind === "up";
    this.store.activities = shownActivities(runner.book.views(), {
      self: { id: this.store.deviceId, name: this.store.name },
      car: { id: car.deviceId, name: car.name },
      linked,
    });
    const media = this.store.media;
    const live = media?.look.liveHere ? media.state : null;
    this.player.follow(live);
    showMediaSession(live, (action, positionS) => void this.control(action, positionS));
    if (media && linked) {
      // Wherever it is live: the phone can go on with it without the car.
      const next = media.state.queue[nextIndex(media.state)];
      const current = currentTrack(media.state);
      if (current) void this.#sound.prepare(current.track_id);
      if (next) void this.#sound.prepare(next.track_id);
    }
  }

  #showRecents(): void {
    this.store.recents = latestPlaces(this.#runner?.book.space.facts("recents") ?? []);
  }
}
