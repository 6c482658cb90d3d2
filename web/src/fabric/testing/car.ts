// A car for tests of the phone's link: it does what a real one does, or what a test asks instead.

import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeMessage, encodeMessage } from "../../wire/codec";
import type { ChannelMessage, HelloReply, IdentityProof } from "../../wire/schema";
import { concat, utf8, type Bytes } from "../bytes";
import { deviceIdOf, prove, type DeviceKey } from "../identity";
import { localDevice, type LinkCore, type LinkEvent, type LocalDevice } from "../link";
import { Channel } from "../link_channel";
import { Noise, noisePublic } from "../noise";

const LIMIT = 4 * 1024 * 1024;

/** Return a key that depends on the number only. */
export function keyOf(seed: number): DeviceKey {
  const secret = new Uint8Array(32).fill(seed);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  };
}

/** Return a phone whose keys depend on the number only. */
export function phoneOf(seed: number): Promise<LocalDevice> {
  return localDevice(keyOf(seed), {
    name: "Phone",
    kind: "phone",
    staticSecret: new Uint8Array(32).fill(seed + 1),
    bootId: "boot",
  });
}

export const CAR_ID = deviceIdOf(keyOf(100).publicKey);
const CAR_STATIC = new Uint8Array(32).fill(101);

/** Return the proof of the car that `CAR_ID` names. */
export function carProof(): Promise<IdentityProof> {
  return prove(keyOf(100), "Car", "car", noisePublic(CAR_STATIC));
}

export class TestCar {
  reply: HelloReply = { type: "hello_reply", version: 1, versions: [1], agent: "" };
  readonly heard: ChannelMessage[] = [];
  /** Made when the handshake is done. */
  channel: Channel | null = null;
  noise: Noise | null = null;
  private readonly proof: IdentityProof;
  private step = 0;

  constructor(proof: IdentityProof) {
    this.proof = proof;
  }

  /** Take a frame of the phone; return the handshake's answer to it. */
  receive(frame: Bytes): Bytes | undefined {
    this.step += 1;
    if (this.step === 1) {
      decodeMessage(frame, ["hello"]);
      const reply = encodeMessage(this.reply);
      this.noise = new Noise({
        initiator: false,
        prologue: concat(utf8("segue-link"), frame, reply),
        staticSecret: CAR_STATIC,
        ephemeralSecret: new Uint8Array(32).fill(102),
      });
      return reply;
    }
    if (!this.noise) throw new Error("The handshake has not begun.");
    if (this.step === 2) {
      this.noise.read(frame);
      return this.noise.write(encodeMessage(this.proof));
    }
    if (this.step === 3) {
      decodeMessage(this.noise.read(frame), ["identity_proof"]);
      this.channel = new Channel(this.noise);
      return undefined;
    }
    const data = this.channel?.open(frame, LIMIT);
    if (data) this.heard.push(decodeMessage(data) as ChannelMessage);
    return undefined;
  }

  /** Queue a message for the phone. */
  say(message: ChannelMessage): void {
    if (!this.channel) throw new Error("There is no channel yet.");
    this.channel.queue(message);
  }
}

/** Move frames until both are quiet; return what the phone's owner was told meanwhile. */
export function settle(phone: LinkCore, car: TestCar, nowS = 0): LinkEvent[] {
  const events: LinkEvent[] = [];
  for (let moved = true; moved; ) {
    moved = false;
    for (let frame = phone.toSend(); frame; frame = phone.toSend()) {
      moved = true;
      const answer = car.receive(frame);
      if (answer) phone.receive(answer, nowS);
    }
    for (let frame = car.channel?.nextFrame(); frame; frame = car.channel?.nextFrame()) {
      moved = true;
      phone.receive(frame, nowS);
    }
    for (let event = phone.nextEvent(); event; event = phone.nextEvent()) events.push(event);
  }
  return events;
}
