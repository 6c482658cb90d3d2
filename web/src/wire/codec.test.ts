import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES, WireError } from "./codec";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe("codec", () => {
  it("writes the bytes that Python writes", () => {
    // msgspec.msgpack.encode(Ping(nonce=7))
    const golden = hex("82a474797065a470696e67a56e6f6e636507");
    expect(encodeMessage({ type: "ping", nonce: 7 })).toEqual(golden);
    expect(decodeMessage(golden)).toEqual({ type: "ping", nonce: 7 });
  });

  it("keeps bytes as bytes and milliseconds whole", () => {
    const proof = new Uint8Array([0, 255, 1]);
    const back = decodeMessage(encodeMessage({ type: "pair_request", proof }), ["pair_request"]);
    expect(back.proof).toEqual(proof);
    const pull = {
      type: "handoff_pull",
      activity: "media",
      transfer_id: "t",
      action_utc_ms: 1_767_225_600_123,
      cause: "user",
    } as const;
    expect(decodeMessage(encodeMessage(pull))).toEqual(pull);
  });

  it.each([
    ["not MessagePack", hex("c1")],
    ["cut short", hex("82a474797065a470696e67a56e6f6e63")],
    ["not a map", hex("93010203")],
    ["no type", hex("81a56e6f6e636507")],
    ["too large", new Uint8Array(MAX_MESSAGE_BYTES + 1)],
  ])("refuses what is %s", (_why, bytes) => {
    expect(() => decodeMessage(bytes)).toThrow(WireError);
  });

  it("refuses a message of another type than asked for", () => {
    const bytes = encodeMessage({ type: "ping", nonce: 1 });
    expect(() => decodeMessage(bytes, ["pong"])).toThrow(WireError);
  });
});
