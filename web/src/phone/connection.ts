// One WebSocket to the car, its LinkCore and its timer.

import type { LinkCore, LinkEvent } from "../fabric/link";
import type { ChannelMessage } from "../wire/schema";

const CONNECT_TIMEOUT_MS = 5_000;

/** Seconds on a clock that never goes back. */
export function nowS(): number {
  return performance.now() / 1000;
}

export class Connection {
  /** Whether the WebSocket has ever been open. */
  connected = false;
  private readonly socket: WebSocket;
  private readonly core: LinkCore;
  private readonly handle: (event: LinkEvent) => Promise<void>;
  private readonly connectTimer: ReturnType<typeof setTimeout>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private handling = false;

  /** Dial. Events are handled one after the other; throws for an address no page may dial. */
  constructor(address: string, core: LinkCore, handle: (event: LinkEvent) => Promise<void>) {
    this.core = core;
    this.handle = handle;
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => {
      this.connected = true;
      clearTimeout(this.connectTimer);
      this.flush();
    });
    this.socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) core.receive(new Uint8Array(data), nowS());
      else core.close("protocol_error", "A text frame came over a link.");
      this.flush();
    });
    this.socket.addEventListener("close", () => this.lost());
    this.connectTimer = setTimeout(() => this.lost(), CONNECT_TIMEOUT_MS);
  }

  /** Queue a message; return whether the link is up to carry it. */
  send(message: ChannelMessage): boolean {
    const sent = this.core.send(message);
    this.flush();
    return sent;
  }

  /** Say goodbye and close. */
  close(): void {
    this.core.close("shutdown");
    this.flush();
  }

  /** Carry on after the pairing conversation of this link was acted on. */
  advancePairing(): void {
    this.core.advancePairing(nowS());
    this.flush();
  }

  private lost(): void {
    this.core.close("timeout", "The connection was lost.");
    this.flush();
  }

  /** Send what there is, set the timer, and tell the owner what happened. */
  private flush(): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      for (let frame = this.core.toSend(); frame; frame = this.core.toSend()) {
        this.socket.send(frame);
      }
    }
    clearTimeout(this.timer);
    const timerS = this.core.nextTimerS();
    if (timerS === undefined) {
      clearTimeout(this.connectTimer);
      this.socket.close();
    } else if (this.connected) {
      this.timer = setTimeout(() => this.onTimer(), Math.max(0, (timerS - nowS()) * 1000));
    }
    void this.handleAll();
  }

  private onTimer(): void {
    this.core.onTimer(nowS());
    this.flush();
  }

  private async handleAll(): Promise<void> {
    if (this.handling) return;
    this.handling = true;
    for (let event = this.core.nextEvent(); event; event = this.core.nextEvent()) {
      try {
        await this.handle(event);
      } catch (error) {
        // What could not be stored must not look as if it had been: start over with a new link.
        console.error("segue: a message could not be handled", error);
        this.core.close("shutdown", "A message could not be handled.");
      }
    }
    this.handling = false;
    if (this.core.isClosed) this.socket.close();
  }
}
