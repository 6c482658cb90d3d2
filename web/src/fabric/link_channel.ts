// Messages over sealed frames: chunking, reassembly, size limits and a bounded queue.
//
// The plaintext of a frame is one flag byte (0: more follows, 1: last) and a chunk of the message.
// Messages are sealed when they are taken, not when they are queued, so `forget` can take back
// what has not left yet without breaking the order of nonces.

import { encodeMessage, MAX_MESSAGE_BYTES } from "../wire/codec";
import type { ChannelMessage } from "../wire/schema";
import { concat, type Bytes } from "./bytes";
import { MAX_CIPHERTEXT_BYTES, MAX_PLAINTEXT_BYTES, NoiseError, type Noise } from "./noise";

const MAX_CHUNK_BYTES = MAX_PLAINTEXT_BYTES - 1;
const MAX_QUEUED_BYTES = 2 * MAX_MESSAGE_BYTES;
const MORE = 0;
const LAST = 1;

/** A frame or a message is over the limit. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
}

/** The two directions of an established Noise session. */
export class Channel {
  private readonly noise: Noise;
  private readonly outbox: Bytes[] = [];
  private queuedBytes = 0;
  private sentBytes = 0;
  private partial: Bytes[] = [];
  private partialBytes = 0;

  constructor(noise: Noise) {
    this.noise = noise;
  }

  /** Whether the peer reads so slowly that no more should be queued. */
  get isFull(): boolean {
    return this.queuedBytes > MAX_QUEUED_BYTES;
  }

  /** Whether nothing waits to leave. */
  get isIdle(): boolean {
    return this.outbox.length === 0;
  }

  /** Add a message to what leaves. Throws TooLargeError. */
  queue(message: ChannelMessage): void {
    const data = encodeMessage(message);
    if (data.length > MAX_MESSAGE_BYTES) {
      throw new TooLargeError(`A ${message.type} of ${data.length} bytes is over the limit.`);
    }
    this.outbox.push(data);
    this.queuedBytes += data.length;
  }

  /**
   * Drop what has not left; return whether another message can follow what has.
   *
   * It cannot when a long message has left in part: the peer would read on into the next.
   */
  forget(): boolean {
    this.outbox.length = 0;
    this.queuedBytes = 0;
    return this.sentBytes === 0;
  }

  /** Return the next frame to send. */
  nextFrame(): Bytes | undefined {
    const data = this.outbox[0];
    if (!data) return undefined;
    const chunk = data.subarray(this.sentBytes, this.sentBytes + MAX_CHUNK_BYTES);
    this.sentBytes += chunk.length;
    this.queuedBytes -= chunk.length;
    const isLast = this.sentBytes === data.length;
    if (isLast) {
      this.outbox.shift();
      this.sentBytes = 0;
    }
    return this.noise.seal(concat(Uint8Array.of(isLast ? LAST : MORE), chunk));
  }

  /**
   * Return the message of at most `limit` bytes that `frame` completes; undefined: more follows.
   *
   * Throws TooLargeError, or NoiseError for a frame that is not the next one of this session.
   */
  open(frame: Uint8Array, limit: number): Bytes | undefined {
    if (frame.length > MAX_CIPHERTEXT_BYTES) {
      throw new TooLargeError(`A frame of ${frame.length} bytes is too large.`);
    }
    const plaintext = this.noise.open(frame);
    const [flag] = plaintext;
    const chunk = plaintext.subarray(1);
    if ((flag !== MORE && flag !== LAST) || (flag === MORE && chunk.length === 0)) {
      throw new NoiseError("A frame carries neither a chunk nor the end of a message.");
    }
    this.partialBytes += chunk.length;
    if (this.partialBytes > limit) {
      throw new TooLargeError(`A message is over the limit of ${limit} bytes.`);
    }
    this.partial.push(chunk);
    if (flag === MORE) return undefined;
    const message = concat(...this.partial);
    this.partial = [];
    this.partialBytes = 0;
    return message;
  }
}
