// Messages as they cross a link: MessagePack maps with a `type`; bytes are Uint8Array.

import { decode, encode } from "@msgpack/msgpack";
import type { ChannelMessage, Hello, HelloReply, IdentityProof } from "./schema";

export type WireMessage = ChannelMessage | Hello | HelloReply | IdentityProof;

/** The largest message after reassembly (`schema.wire.MAX_MESSAGE_BYTES`). */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** The other side sent something that is not a message. */
export class WireError extends Error {
  override name = "WireError";
}

/** Return the bytes of a message. */
export function encodeMessage(message: WireMessage): Uint8Array<ArrayBuffer> {
  const bytes = encode(message, { ignoreUndefined: true });
  return bytes.slice(); // its own buffer: `encode` returns a view into a larger one
}

/**
 * Return the message in `data`, which must be a map whose `type` is one of `types`.
 *
 * Fields are not checked one by one: the channel is authenticated, and the machines that take
 * them check what they rely on. Throws WireError.
 */
export function decodeMessage<T extends WireMessage["type"]>(
  data: Uint8Array,
  types?: readonly T[],
): Extract<WireMessage, { type: T }> {
  if (data.byteLength > MAX_MESSAGE_BYTES) {
    throw new WireError(`A message of ${data.byteLength} bytes is over the limit.`);
  }
  let value: unknown;
  try {
    value = decode(data);
  } catch (error) {
    throw new WireError("A message could not be read.", { cause: error });
  }
  if (typeof value !== "object" || value === null || !("type" in value)) {
    throw new WireError("A message has no type.");
  }
  const type = value.type;
  if (typeof type !== "string" || (types && !(types as readonly string[]).includes(type))) {
    throw new WireError(`A message of type ${String(type)} was not expected here.`);
  }
  return value as Extract<WireMessage, { type: T }>;
}
