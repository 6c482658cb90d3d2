import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "./codec";

const file = new URL("../../../tests/conformance/vectors/wire.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as { type: string; hex: string }[];
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe("messages as Python writes them", () => {
  it.each(golden)("$type is read and means the same when written again", ({ type, hex }) => {
    const message = decodeMessage(bytes(hex));
    expect(message.type.replaceAll("_", "")).toBe(type.toLowerCase());
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  it("keep names, bytes, nothing and large numbers as they were", () => {
    const byType = new Map(golden.map(({ type, hex }) => [type, decodeMessage(bytes(hex))]));
    expect(byType.get("IdentityProof")).toMatchObject({ device: { name: "小米 SU7" } });
    expect(byType.get("SpaceUpdate")).toMatchObject({
      update: Uint8Array.from({ length: 256 }, (_, index) => index),
    });
    expect(byType.get("Pong")).toMatchObject({ nonce: Number.MAX_SAFE_INTEGER });
    expect(byType.get("HandoffPull")).toMatchObject({ action_utc_ms: 1_767_225_600_123 });
    expect(byType.get("Event")).toMatchObject({ data: { path: [1, -1, 0.25] } });
  });
});
