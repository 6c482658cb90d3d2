import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Noise, NoiseError } from "./noise";

interface Vector {
  source: string;
  prologue: string;
  init_static: string;
  init_ephemeral: string;
  resp_static: string;
  resp_ephemeral: string;
  handshake_hash?: string;
  messages: { payload: string; ciphertext: string }[];
}

const file = new URL("../../../tests/conformance/vectors/noise.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { vectors: Vector[] };
const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

function ends(vector: Vector): [Noise, Noise] {
  const prologue = hex(vector.prologue);
  return [
    new Noise({
      initiator: true,
      prologue,
      staticSecret: hex(vector.init_static),
      ephemeralSecret: hex(vector.init_ephemeral),
    }),
    new Noise({
      initiator: false,
      prologue,
      staticSecret: hex(vector.resp_static),
      ephemeralSecret: hex(vector.resp_ephemeral),
    }),
  ];
}

describe("Noise_XX_25519_ChaChaPoly_SHA256", () => {
  it.each(vectors)("gives the published bytes of $source", (vector) => {
    const both = ends(vector);
    vector.messages.forEach((message, number) => {
      const sender = both[number % 2]!;
      const receiver = both[1 - (number % 2)]!;
      const [payload, ciphertext] = [hex(message.payload), hex(message.ciphertext)];
      if (sender.finished) {
        expect(sender.seal(payload)).toEqual(ciphertext);
        expect(receiver.open(ciphertext)).toEqual(payload);
      } else {
        expect(sender.write(payload)).toEqual(ciphertext);
        expect(receiver.read(ciphertext)).toEqual(payload);
      }
    });
    expect(both[0].handshakeHash).toEqual(both[1].handshakeHash);
    if (vector.handshake_hash) expect(both[0].handshakeHash).toEqual(hex(vector.handshake_hash));
  });

  it.each([
    ["is too short", (message: Uint8Array) => message.slice(0, 31)],
    ["has a key with which no secret can be shared", () => new Uint8Array(48)],
  ])("refuses a first message that %s", (_why, alter) => {
    const [initiator, responder] = ends(vectors[0]!);
    const message = alter(initiator.write());
    expect(() => {
      responder.read(message);
      responder.write();
    }).toThrow(NoiseError);
  });

  it("refuses a handshake message that was altered", () => {
    const [initiator, responder] = ends(vectors[0]!);
    responder.read(initiator.write());
    const second = responder.write();
    second[second.length - 1]! ^= 1;
    expect(() => initiator.read(second)).toThrow(NoiseError);
  });

  it("refuses frames that are repeated, reordered or altered", () => {
    const [initiator, responder] = ends(vectors[0]!);
    responder.read(initiator.write());
    initiator.read(responder.write());
    responder.read(initiator.write());
    const [first, second] = [initiator.seal(hex("01")), initiator.seal(hex("02"))];
    expect(() => responder.open(second)).toThrow(NoiseError);
    expect(responder.open(first)).toEqual(hex("01"));
    expect(() => responder.open(first)).toThrow(NoiseError);
    second[0]! ^= 1;
    expect(() => responder.open(second)).toThrow(NoiseError);
  });

  it("refuses to speak out of turn", () => {
    const [initiator, responder] = ends(vectors[0]!);
    expect(() => responder.write()).toThrow(NoiseError);
    initiator.write();
    expect(() => initiator.write()).toThrow(NoiseError);
    expect(() => initiator.seal(hex("00"))).toThrow(NoiseError);
  });
});
