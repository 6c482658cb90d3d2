// The link from the phone's side, without input or output: frames and time in, frames and events out.
//
//   state        input                              → next state    output
//   await_reply  hello_reply(version)               → await_second  Noise 1
//                hello_reply(0)                     → closed
//   await_second Noise 2 of the expected car        → pairing       Noise 3 (purpose pair)
//                                                   → greeting      Noise 3, link_up (purpose link)
//                Noise 2 of another device          → closed        (own identity stays unsaid)
//   pairing      conversation confirmed             → greeting      link_up
//                conversation refused               → closed        bye(not_paired)
//   greeting     link_up                            → up            event opened
//   up           message                            → up            event received
//   any          bye                                → closed        event closed
//   any          `close`, a broken rule, a deadline → closed        bye, event closed
//
// A browser cannot listen, so this side always dials and is Noise's initiator. The listener and
// the whole protocol: docs/protocol/link.md and segue.fabric.link.

import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from "../wire/codec";
import {
  LINK_VERSIONS,
  type ByeReason,
  type ChannelMessage,
  type DeviceInfo,
  type IdentityProof,
  type LinkUp,
} from "../wire/schema";
import { concat, utf8, type Bytes } from "./bytes";
import { Channel, TooLargeError } from "./link_channel";
import { checkProof, prove, type DeviceKey } from "./identity";
import { Noise, noisePublic } from "./noise";
import type { PairingEvent, PairingMessage, PhonePairing } from "./pairing";

const PROLOGUE = utf8("segue-link");
const HANDSHAKE_TIMEOUT_S = 10;
const PING_AFTER_S = 5;
const DEAD_AFTER_S = 15;
const MAX_HANDSHAKE_FRAME_BYTES = 2048;
const MAX_UNTRUSTED_MESSAGE_BYTES = 4096;

const PAIRING_TYPES: ReadonlySet<string> = new Set<PairingMessage["type"]>([
  "pair_request",
  "pair_pending",
  "pair_accepted",
  "pair_confirmed",
  "pair_rejected",
]);

/** This end of every link of a page. */
export interface LocalDevice {
  proof: IdentityProof;
  /** X25519, fresh per page; `proof` vouches for its public half. */
  staticSecret: Uint8Array;
  bootId: string;
  agent: string;
}

/** Return this end of every link of a page; `staticSecret` is 32 random bytes, never stored. */
export async function localDevice(
  key: DeviceKey,
  about: { name: string; kind: DeviceInfo["kind"]; staticSecret: Bytes; bootId: string },
): Promise<LocalDevice> {
  const { name, kind, staticSecret, bootId } = about;
  const proof = await prove(key, name, kind, noisePublic(staticSecret));
  return { proof, staticSecret, bootId, agent: "segue-web" };
}

export type LinkClosed = {
  kind: "closed";
  reason: ByeReason;
  byPeer: boolean;
  /** For a log; screens have their own sentence for each reason. */
  detail: string;
  /** The device that answered is not the car that was dialled. */
  wrongDevice: boolean;
};

export type LinkEvent =
  | { kind: "opened"; peer: DeviceInfo; up: LinkUp }
  | { kind: "received"; message: ChannelMessage }
  | LinkClosed
  | PairingEvent;

type State =
  | { kind: "await_reply"; hello: Bytes; deadlineS: number }
  | { kind: "await_second"; noise: Noise; deadlineS: number }
  | { kind: "pairing"; channel: Channel; peer: DeviceInfo; conversation: PhonePairing }
  | { kind: "greeting"; channel: Channel; peer: DeviceInfo; deadlineS: number }
  | { kind: "up"; channel: Channel }
  | { kind: "closed"; lastWords: Channel | null };

class ProtocolError extends Error {
  override name = "ProtocolError";
}
class VersionError extends Error {
  override name = "VersionError";
}
class WrongDeviceError extends Error {
  override name = "WrongDeviceError";
}

export interface DialOptions {
  /** The only device to go on with. */
  expectedDeviceId: string;
  /** X25519, 32 random bytes for this link only. */
  ephemeralSecret: Uint8Array;
  nowS: number;
  /** Given, the link is for pairing first; else both must know each other already. */
  pairing?: PhonePairing | undefined;
}

export class LinkCore {
  private readonly local: LocalDevice;
  private readonly options: DialOptions;
  private readonly handshakeFrames: Bytes[] = [];
  private events: LinkEvent[] = [];
  private state: State;
  private heardS: number;
  private pingedS: number;

  constructor(local: LocalDevice, options: DialOptions) {
    this.local = local;
    this.options = options;
    this.heardS = this.pingedS = options.nowS;
    const hello = encodeMessage({
      type: "hello",
      versions: [...LINK_VERSIONS],
      purpose: options.pairing ? "pair" : "link",
      agent: local.agent,
    });
    this.handshakeFrames.push(hello);
    const deadlineS = options.nowS + HANDSHAKE_TIMEOUT_S;
    this.state = { kind: "await_reply", hello, deadlineS };
  }

  get isUp(): boolean {
    return this.state.kind === "up";
  }

  get isClosed(): boolean {
    return this.state.kind === "closed";
  }

  // ------------------------------------------------------------------ the five doors

  /** Take one frame from the car. A bad one closes the link; nothing is thrown. */
  receive(frame: Uint8Array, nowS: number): void {
    this.heardS = nowS;
    const { state } = this;
    try {
      if (state.kind === "await_reply") this.takeReply(state.hello, frame, state.deadlineS);
      else if (state.kind === "await_second") this.takeSecond(state.noise, frame, nowS);
      else if (state.kind !== "closed") this.takeSealed(state.channel, frame, nowS);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (error instanceof TooLargeError) this.fail("too_large", detail);
      else if (error instanceof VersionError) this.fail("version", detail);
      else if (error instanceof WrongDeviceError) this.end("protocol_error", detail, true);
      else this.fail("protocol_error", detail);
    }
  }

  /** Return the next frame for the car. */
  toSend(): Bytes | undefined {
    const frame = this.handshakeFrames.shift();
    if (frame) return frame;
    if (this.state.kind === "closed") return this.state.lastWords?.nextFrame();
    return "channel" in this.state ? this.state.channel.nextFrame() : undefined;
  }

  /** Return when `onTimer` is due, on the clock of `nowS`; undefined when closed. */
  nextTimerS(): number | undefined {
    const { state } = this;
    if (state.kind === "closed") return undefined;
    const deadlineS = "deadlineS" in state ? state.deadlineS : Infinity;
    return Math.min(deadlineS, "channel" in state ? this.keepaliveS() : Infinity);
  }

  /** Ping a silent car; give up on a dead one and on a handshake that takes too long. */
  onTimer(nowS: number): void {
    const { state } = this;
    if ("deadlineS" in state && nowS >= state.deadlineS) {
      this.fail("timeout", "The handshake took too long.");
    } else if ("channel" in state && nowS >= this.heardS + DEAD_AFTER_S) {
      this.fail("timeout", "Nothing was heard for too long.");
    } else if ("channel" in state && nowS >= this.keepaliveS()) {
      this.pingedS = nowS;
      state.channel.queue({ type: "ping", nonce: Math.floor(nowS * 1000) });
    }
  }

  /** Return the next thing the phone must know. */
  nextEvent(): LinkEvent | undefined {
    return this.events.shift();
  }

  // ------------------------------------------------------------------ what the phone does

  /** Queue a message; return whether the link is up to carry it. Throws TooLargeError. */
  send(message: ChannelMessage): boolean {
    if (this.state.kind !== "up") return false;
    if (this.state.channel.isFull) {
      this.fail("timeout", "The car does not read what it is sent.");
      return false;
    }
    this.state.channel.queue(message);
    return true;
  }

  /**
   * End the link now: a last bye says why.
   *
   * What has not left is dropped, and so is what came but was not taken with `nextEvent`.
   */
  close(reason: ByeReason, detail = ""): void {
    if (this.isClosed) return;
    this.events = this.events.filter((event) => event.kind !== "received");
    this.fail(reason, detail);
  }

  /** Carry on after the phone acted on the conversation that it gave to this link. */
  advancePairing(nowS: number): void {
    if (this.state.kind !== "pairing") return;
    const { channel, peer, conversation } = this.state;
    for (let message = conversation.toSend(); message; message = conversation.toSend()) {
      channel.queue(message);
    }
    for (let event = conversation.nextEvent(); event; event = conversation.nextEvent()) {
      this.events.push(event);
    }
    if (conversation.confirmed) this.greet(channel, peer, nowS);
    else if (conversation.refused) this.fail("not_paired", "");
  }

  // ------------------------------------------------------------------ inside

  private takeReply(hello: Bytes, frame: Uint8Array, deadlineS: number): void {
    checkSize(frame);
    const reply = decodeMessage(frame, ["hello_reply"]);
    if (!LINK_VERSIONS.includes(reply.version)) {
      throw new VersionError(`The car speaks link version ${String(reply.versions)}.`);
    }
    const noise = new Noise({
      initiator: true,
      prologue: concat(PROLOGUE, hello, frame),
      staticSecret: this.local.staticSecret,
      ephemeralSecret: this.options.ephemeralSecret,
    });
    this.handshakeFrames.push(noise.write());
    this.state = { kind: "await_second", noise, deadlineS };
  }

  private takeSecond(noise: Noise, frame: Uint8Array, nowS: number): void {
    checkSize(frame);
    const proof = decodeMessage(noise.read(frame), ["identity_proof"]);
    const peer = checkProof(proof, noise.remoteStatic);
    if (peer.device_id !== this.options.expectedDeviceId) {
      throw new WrongDeviceError("Another device answered than the car that was dialled.");
    }
    this.handshakeFrames.push(noise.write(encodeMessage(this.local.proof)));
    const channel = new Channel(noise);
    const conversation = this.options.pairing;
    if (!conversation) return this.greet(channel, peer, nowS);
    conversation.begin(peer, noise.handshakeHash);
    this.state = { kind: "pairing", channel, peer, conversation };
    this.advancePairing(nowS);
  }

  private takeSealed(channel: Channel, frame: Uint8Array, nowS: number): void {
    const limit = this.isUp ? MAX_MESSAGE_BYTES : MAX_UNTRUSTED_MESSAGE_BYTES;
    const data = channel.open(frame, limit);
    if (!data) return;
    const message = decodeMessage(data) as ChannelMessage;
    const { state } = this;
    if (message.type === "ping") {
      // Whatever waits already shows that this side lives.
      if (channel.isIdle) channel.queue({ type: "pong", nonce: message.nonce });
    } else if (message.type === "bye") {
      this.end(message.reason, message.detail, false, null, true);
    } else if (message.type === "pong") {
      return;
    } else if (state.kind === "pairing" && isPairing(message)) {
      state.conversation.receive(message);
      this.advancePairing(nowS);
    } else if (state.kind === "greeting" && message.type === "link_up") {
      this.state = { kind: "up", channel };
      this.events.push({ kind: "opened", peer: state.peer, up: message });
    } else if (state.kind === "up" && message.type !== "link_up" && !isPairing(message)) {
      this.events.push({ kind: "received", message });
    } else {
      throw new ProtocolError(`A ${message.type} came out of turn.`);
    }
  }

  private greet(channel: Channel, peer: DeviceInfo, nowS: number): void {
    channel.queue({ type: "link_up", boot_id: this.local.bootId, addresses: [] });
    this.state = { kind: "greeting", channel, peer, deadlineS: nowS + HANDSHAKE_TIMEOUT_S };
  }

  private keepaliveS(): number {
    const pingS = Math.max(this.heardS, this.pingedS) + PING_AFTER_S;
    return Math.min(pingS, this.heardS + DEAD_AFTER_S);
  }

  private fail(reason: ByeReason, detail: string): void {
    const { state } = this;
    if (!("channel" in state)) return this.end(reason, detail);
    const canSpeak = state.channel.forget();
    if (canSpeak) state.channel.queue({ type: "bye", reason, detail });
    this.end(reason, detail, false, state.channel);
  }

  private end(
    reason: ByeReason,
    detail: string,
    wrongDevice = false,
    lastWords: Channel | null = null,
    byPeer = false,
  ): void {
    if (this.state.kind === "closed") return;
    this.state = { kind: "closed", lastWords };
    this.events.push({ kind: "closed", reason, detail, wrongDevice, byPeer });
  }
}

function isPairing(message: ChannelMessage): message is PairingMessage {
  return PAIRING_TYPES.has(message.type);
}

function checkSize(frame: Uint8Array): void {
  if (frame.length > MAX_HANDSHAKE_FRAME_BYTES) {
    throw new ProtocolError(`A handshake frame of ${frame.length} bytes is too large.`);
  }
}
