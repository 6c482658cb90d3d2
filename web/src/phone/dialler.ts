// The link's shell: one WebSocket at a time, dialled again by itself, with LinkCore inside.

import { LinkCore, type LinkEvent, type LocalDevice } from "../fabric/link";
import type { PhonePairing } from "../fabric/pairing";
import { Reconnect } from "../fabric/reconnect";
import type { ChannelMessage } from "../wire/schema";

export interface Dialled {
  deviceId: string;
  addresses: readonly string[];
  /** Given, the first link is for pairing, and it is not dialled twice. */
  pairing?: PhonePairing;
}

interface Options {
  local: LocalDevice;
  onEvent: (event: LinkEvent) => void;
  /** The socket never carried a link, and will be tried again unless it was for pairing. */
  onUnreachable: () => void;
  openSocket?: (url: string) => WebSocket;
  nowS?: () => number;
  random?: () => number;
  randomBytes?: (count: number) => Uint8Array;
}

export class Dialler {
  readonly #options: Required<Options>;
  readonly #dialled: Dialled;
  readonly #reconnect: Reconnect;
  #socket: WebSocket | null = null;
  #core: LinkCore | null = null;
  #openedS: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  /** Set while a pairing is being stored: the conversation goes on in `#core`. */
  #mayRedial: boolean;

  constructor(dialled: Dialled, options: Options) {
    this.#dialled = dialled;
    this.#reconnect = new Reconnect(dialled.addresses);
    this.#mayRedial = !dialled.pairing;
    this.#options = {
      openSocket: (url) => new WebSocket(url),
      nowS: () => performance.now() / 1000,
      random: Math.random,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      ...options,
    };
    this.#dial();
  }

  get addresses(): readonly string[] {
    return this.#reconnect.addresses;
  }

  /** Queue a message; false when the link is not up. */
  send(message: ChannelMessage): boolean {
    const sent = this.#core?.send(message) ?? false;
    this.#pump();
    return sent;
  }

  /** Carry on with the pairing after this phone stored the car. */
  advancePairing(): void {
    this.#core?.advancePairing(this.#options.nowS());
    this.#pump();
  }

  /** The network is back or the page is looked at: do not wait for the back-off. */
  retryNow(): void {
    if (this.#stopped || this.#socket) return;
    this.#reconnect.retryNow();
    clearTimeout(this.#retry);
    this.#dial();
  }

  /** End the link and dial no more. */
  stop(reason: "shutdown" | "unpaired" = "shutdown"): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#timer);
    this.#core?.close(reason);
    this.#sendFrames();
    this.#core = null;
    this.#socket?.close();
    this.#socket = null;
  }

  #dial(): void {
    const socket = this.#options.openSocket(this.#reconnect.nextAddress());
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#openedS = null;
    socket.onopen = () => {
      this.#core = new LinkCore(this.#options.local, {
        expectedDeviceId: this.#dialled.deviceId,
        ephemeralSecret: this.#options.randomBytes(32),
        nowS: this.#options.nowS(),
        pairing: this.#mayRedial ? undefined : this.#dialled.pairing,
      });
      this.#pump();
    };
    socket.onmessage = (event) => {
      if (!(event.data instanceof ArrayBuffer)) return; // a link has no text frames
      this.#core?.receive(new Uint8Array(event.data), this.#options.nowS());
      this.#pump();
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  #lost(): void {
    const { nowS, random } = this.#options;
    const core = this.#core;
    const carried = core !== null;
    this.#socket = null;
    this.#core = null;
    clearTimeout(this.#timer);
    if (core && !core.isClosed) {
      core.close("timeout", "The socket was closed.");
      this.#takeEvents(core);
    }
    if (this.#stopped) return;
    if (!carried || this.#openedS === null) this.#options.onUnreachable();
    if (this.#stopped || !this.#mayRedial) return;
    const livedS = this.#openedS === null ? 0 : nowS() - this.#openedS;
    this.#retry = setTimeout(() => this.#dial(), this.#reconnect.delayS(livedS, random()) * 1000);
  }

  /** Send what is queued, hand out what happened, and set the next alarm. */
  #pump(): void {
    const core = this.#core;
    if (!core) return;
    this.#sendFrames();
    this.#takeEvents(core);
    this.#sendFrames();
    clearTimeout(this.#timer);
    if (core !== this.#core) return;
    if (core.isClosed) {
      this.#socket?.close();
      return;
    }
    const dueS = core.nextTimerS();
    if (dueS === undefined) return;
    const inMs = Math.max(0, (dueS - this.#options.nowS()) * 1000);
    this.#timer = setTimeout(() => {
      core.onTimer(this.#options.nowS());
      this.#pump();
    }, inMs);
  }

  #sendFrames(): void {
    const [core, socket] = [this.#core, this.#socket];
    if (!core || socket?.readyState !== 1) return;
    for (let frame = core.toSend(); frame; frame = core.toSend()) socket.send(frame);
  }

  #takeEvents(core: LinkCore): void {
    for (let event = core.nextEvent(); event; event = core.nextEvent()) {
      if (event.kind === "opened") {
        this.#openedS = this.#options.nowS();
        this.#mayRedial = true;
        this.#reconnect.opened(usableHere(event.up.addresses));
      }
      this.#options.onEvent(event);
    }
  }
}

/** A page may only dial the server it came from; other addresses are for other kinds of phones. */
function usableHere(addresses: readonly string[]): string[] {
  if (typeof location === "undefined") return [...addresses];
  const own = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/`;
  return addresses.filter((address) => address.startsWith(own));
}
