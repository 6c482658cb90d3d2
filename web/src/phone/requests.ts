// Questions to the car over the link, and their answers.

import { type Json, RequestError } from "../surface/client";
import type { ChannelMessage, Methods, Response } from "../wire/schema";

const TIMEOUT_MS = 30_000;

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: RequestError) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class LinkRequests {
  #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** `send` returns false when the link is not up. */
  ask<Name extends keyof Methods>(
    send: (message: ChannelMessage) => boolean,
    method: Name,
    params: Json<Methods[Name]["params"]>,
  ): Promise<Json<Methods[Name]["result"]>> {
    return new Promise((resolve, reject) => {
      const request_id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#waiting.delete(request_id);
        reject(new RequestError("The car took too long to answer.", "timeout"));
      }, TIMEOUT_MS);
      this.#waiting.set(request_id, { resolve, reject, timer });
      const message: ChannelMessage = {
        type: "request",
        request_id,
        method,
        params: params as Record<string, unknown>,
      };
      if (!send(message)) {
        clearTimeout(timer);
        this.#waiting.delete(request_id);
        reject(new RequestError("The car is out of reach.", "unreachable"));
      }
    });
  }

  take(response: Response): void {
    const waiting = this.#waiting.get(response.request_id);
    if (!waiting) return;
    this.#waiting.delete(response.request_id);
    clearTimeout(waiting.timer);
    if (response.error) waiting.reject(new RequestError(response.error, response.error_code));
    else waiting.resolve(response.result as never);
  }

  /** The link is gone: nobody will answer. */
  failAll(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new RequestError("The car went out of reach.", "unreachable"));
    }
    this.#waiting.clear();
  }
}
