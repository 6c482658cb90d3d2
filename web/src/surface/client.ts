// The car's own screen and its computer: JSON over one WebSocket that comes back by itself.

import type { Methods, Response, Topics } from "../wire/schema";

/** How a wire type looks in JSON: bytes are base64 text. */
export type Json<T> = T extends Uint8Array
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [Key in keyof T]: Json<T[Key]> }
      : T;

export type TopicName = keyof Topics;
/** A topic's data; null when there is none (no route, no code). */
export type TopicData<Name extends TopicName> = Json<Topics[Name]> | null;

/** A request was refused, or nobody answered. `message` may be shown to a user. */
export class RequestError extends Error {
  override name = "RequestError";

  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** What a screen asks its car: over its own WebSocket in the car, over the link on a phone. */
export interface Asks {
  request<Name extends keyof Methods>(
    method: Name,
    params: Json<Methods[Name]["params"]>,
  ): Promise<Json<Methods[Name]["result"]>>;
}

export type SurfaceState =
  | { kind: "connecting"; sinceMs: number }
  | { kind: "open" }
  | { kind: "lost"; sinceMs: number };

interface Options {
  url: string;
  onState: (state: SurfaceState) => void;
  onTopic: <Name extends TopicName>(topic: Name, data: TopicData<Name>) => void;
  openSocket?: (url: string) => WebSocket;
  nowMs?: () => number;
  random?: () => number;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: RequestError) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class SurfaceClient implements Asks {
  #options: Required<Options>;
  #socket: WebSocket | null = null;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #attempt = 0;
  #lostSinceMs: number | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: Options) {
    this.#options = {
      openSocket: (url) => new WebSocket(url),
      nowMs: () => Date.now(),
      random: Math.random,
      ...options,
    };
    this.#options.onState({ kind: "connecting", sinceMs: this.#options.nowMs() });
    this.#open();
  }

  request<Name extends keyof Methods>(
    method: Name,
    params: Json<Methods[Name]["params"]>,
  ): Promise<Json<Methods[Name]["result"]>> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      if (!socket || socket.readyState !== 1) {
        reject(new RequestError("The car's computer does not answer.", "unreachable"));
        return;
      }
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new RequestError("The car's computer took too long.", "timeout"));
      }, REQUEST_TIMEOUT_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ type: "request", request_id: id, method, params }));
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#failWaiting();
  }

  #open(): void {
    const socket = this.#options.openSocket(this.#options.url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      this.#lostSinceMs = null;
      this.#options.onState({ kind: "open" });
    };
    socket.onmessage = (event) => this.#receive(String(event.data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#failWaiting();
      if (this.#closed) return;
      this.#lostSinceMs ??= this.#options.nowMs();
      this.#options.onState({ kind: "lost", sinceMs: this.#lostSinceMs });
      const limit = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt++);
      this.#retry = setTimeout(() => this.#open(), limit * (0.5 + this.#options.random() / 2));
    };
  }

  #failWaiting(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new RequestError("The connection to the car's computer was lost.", "unreachable"));
    }
    this.#waiting.clear();
  }

  #receive(text: string): void {
    let message: { type?: string } & Record<string, unknown>;
    try {
      message = JSON.parse(text) as typeof message;
    } catch {
      return; // a screen outlives a message that it cannot read
    }
    if (message.type === "event") {
      this.#options.onTopic(message["topic"] as TopicName, message["data"] as never);
    } else if (message.type === "response") {
      const response = message as unknown as Response;
      const waiting = this.#waiting.get(response.request_id);
      if (!waiting) return;
      this.#waiting.delete(response.request_id);
      clearTimeout(waiting.timer);
      if (response.error) {
        waiting.reject(new RequestError(response.error, response.error_code));
      } else {
        waiting.resolve(response.result as never);
      }
    }
  }
}
