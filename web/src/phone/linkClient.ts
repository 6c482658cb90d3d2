// Dials the car, pairs with it when asked to, and keeps the link up: the shell around LinkCore.

import type { Bytes } from "../fabric/bytes";
import { LinkCore, type LinkClosed, type LinkEvent, type LocalDevice } from "../fabric/link";
import {
  linkUrl,
  PhonePairing,
  type PairCode,
  type PairingEvent,
  type PairRefusal,
} from "../fabric/pairing";
import { Reconnect } from "../fabric/reconnect";
import type { ChannelMessage, DeviceInfo } from "../wire/schema";
import { Connection, nowS } from "./connection";

/** A car this phone is paired with. */
export interface KnownCar {
  deviceId: string;
  addresses: readonly string[];
}

export type PairGranted = Extract<PairingEvent, { kind: "pair_granted" }>;

/** Why the link will not come up again by itself; screens have a sentence for each. */
export type LinkEnd =
  | PairRefusal
  | "not_paired"
  | "replaced"
  | "version"
  | "wrong_car"
  | "unreachable"
  | "failed";

/** What the phone does with its link. Calls come one after the other. */
export interface LinkHandler {
  /** Show the six digits until someone in the car accepts. */
  pairWaiting(checkCode: string): void;
  /** Store the car; resolve when that is durable. */
  pairGranted(granted: PairGranted): Promise<void>;
  /** Store the car's addresses, best first. */
  remember(addresses: readonly string[]): Promise<void>;
  linkUp(car: DeviceInfo): Promise<void> | void;
  linkMessage(message: ChannelMessage): Promise<void> | void;
  linkDown(): Promise<void> | void;
  /** There will be no other try. */
  linkEnded(end: LinkEnd): void;
}

const KEY_BYTES = 32;

export class LinkClient {
  private readonly local: LocalDevice;
  private readonly deviceId: string;
  private readonly handler: LinkHandler;
  private readonly reconnect: Reconnect;
  private secret: Bytes | null;
  private connection: Connection | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(local: LocalDevice, car: KnownCar | PairCode, handler: LinkHandler) {
    this.local = local;
    this.deviceId = car.deviceId;
    this.handler = handler;
    this.secret = "secret" in car ? car.secret : null;
    this.reconnect = new Reconnect("secret" in car ? [linkUrl(car.origin)] : car.addresses);
  }

  /** Keep the link up until `stop`, or until trying again makes no sense. */
  start(): void {
    globalThis.addEventListener?.("online", this.retryNow);
    globalThis.document?.addEventListener("visibilitychange", this.retryIfVisible);
    this.dial();
  }

  /** Close the link and do not dial again. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    globalThis.removeEventListener?.("online", this.retryNow);
    globalThis.document?.removeEventListener("visibilitychange", this.retryIfVisible);
    this.connection?.close();
  }

  /** Queue a message; return whether there is a link to carry it. */
  send(message: ChannelMessage): boolean {
    return this.connection?.send(message) ?? false;
  }

  /** Dial at once instead of waiting: the network, or the person, has just come back. */
  readonly retryNow = (): void => {
    if (this.stopped || this.connection) return;
    clearTimeout(this.retryTimer);
    this.reconnect.retryNow();
    this.dial();
  };

  private readonly retryIfVisible = (): void => {
    if (document.visibilityState === "visible") this.retryNow();
  };

  private dial(): void {
    const pairing = this.secret ? new PhonePairing(this.secret) : undefined;
    const core = new LinkCore(this.local, {
      expectedDeviceId: this.deviceId,
      ephemeralSecret: crypto.getRandomValues(new Uint8Array(KEY_BYTES)),
      nowS: nowS(),
      pairing,
    });
    let openedS: number | null = null;
    let refusal: PairRefusal | null = null;
    const handle = async (event: LinkEvent): Promise<void> => {
      switch (event.kind) {
        case "opened":
          openedS = nowS();
          this.reconnect.opened(event.up.addresses.filter(isAllowedHere));
          await this.handler.remember(this.reconnect.addresses);
          return this.handler.linkUp(event.peer);
        case "received":
          return this.handler.linkMessage(event.message);
        case "pair_waiting":
          return this.handler.pairWaiting(event.checkCode);
        case "pair_refused":
          refusal = event.reason;
          return;
        case "pair_granted":
          await this.handler.pairGranted(event);
          this.secret = null;
          pairing?.stored();
          return this.connection?.advancePairing();
        case "closed": {
          const end = refusal ?? this.endOf(event, this.connection?.connected ?? false);
          this.connection = null;
          try {
            if (openedS !== null) await this.handler.linkDown();
          } finally {
            this.afterwards(end, openedS);
          }
        }
      }
    };
    try {
      this.connection = new Connection(this.reconnect.nextAddress(), core, handle);
    } catch {
      this.afterwards(this.secret ? "unreachable" : null, null);
    }
  }

  private afterwards(end: LinkEnd | null, openedS: number | null): void {
    if (this.stopped) return;
    if (end) {
      this.stop();
      this.handler.linkEnded(end);
      return;
    }
    const livedS = openedS === null ? 0 : nowS() - openedS;
    const fraction = crypto.getRandomValues(new Uint32Array(1))[0]! / 0xffff_ffff;
    const delayMs = this.reconnect.delayS(livedS, fraction) * 1000;
    this.retryTimer = setTimeout(() => this.dial(), delayMs);
  }

  private endOf(closed: LinkClosed, connected: boolean): LinkEnd | null {
    if (closed.reason === "not_paired" || closed.reason === "unpaired") return "not_paired";
    if (closed.reason === "replaced" || closed.reason === "version") return closed.reason;
    if (!this.secret) return null; // the network, a restart, or another device at this address
    if (closed.wrongDevice) return "wrong_car";
    return connected ? "failed" : "unreachable";
  }
}

/** A page may connect only to where it came from (`connect-src 'self'`); scripts may anywhere. */
function isAllowedHere(address: string): boolean {
  const page = globalThis.location as Location | undefined;
  return !page || (URL.canParse(address) && new URL(address).host === page.host);
}
