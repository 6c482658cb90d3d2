// Pairing from the phone's side: the code on the car's screen, and one conversation about it.
//
//   state         input             → next state     output
//   idle          begin             → await_answer   pair_request
//   await_answer  pair_pending      → await_person   event waiting
//                 pair_rejected     → refused        event refused
//   await_person  pair_accepted     → storing        event granted
//                 pair_rejected     → refused        event refused
//   storing       stored            → confirmed      pair_confirmed
//
// It has no timers: the car times the person, the link times the car.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type {
  DeviceInfo,
  PairAccepted,
  PairConfirmed,
  PairPending,
  PairRejected,
  PairRequest,
} from "../wire/schema";
import { concat, fromBase64Url, toBase64Url, utf8, type Bytes } from "./bytes";

const CODE_VERSION = "1";
const SECRET_BYTES = 16;
const FINGERPRINT_BYTES = 16;
const PROOF_CONTEXT = utf8("segue-pair-v1");
const CHECK_CONTEXT = utf8("segue-check-v1");
const CHECK_CODES = 1_000_000;

/** What a QR code says: which car, where it is, and the one-time secret of its screen. */
export interface PairCode {
  origin: string;
  deviceId: string;
  secret: Bytes;
}

/** A text that is no usable pairing code; screens have a sentence for each reason. */
export class PairCodeError extends Error {
  override name = "PairCodeError";

  readonly reason: "not_a_code" | "damaged" | "version";

  constructor(reason: PairCodeError["reason"]) {
    super(`Unusable pairing code: ${reason}.`);
    this.reason = reason;
  }
}

/** Return the WebSocket URL of the link of the car that showed the code. */
export function linkUrl(origin: string): string {
  return `${origin.replace(/^http/, "ws")}/link`;
}

/** Return the text of a QR code. */
export function pairUrl(code: PairCode): string {
  const secret = toBase64Url(code.secret);
  return `${code.origin}/phone/#pair=${CODE_VERSION}.${code.deviceId}.${secret}`;
}

/** Return the code in a scanned URL. Throws PairCodeError. */
export function parsePairUrl(text: string): PairCode {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const isPage = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!isPage || !url.hash.startsWith("#pair=")) throw new PairCodeError("not_a_code");
  const [version = "", deviceId = "", secretText = "", ...rest] = url.hash
    .slice("#pair=".length)
    .split(".");
  if (version !== CODE_VERSION && /^\d+$/.test(version)) throw new PairCodeError("version");
  const secret = fromBase64Url(secretText);
  const isWhole =
    version === CODE_VERSION &&
    rest.length === 0 &&
    secret?.length === SECRET_BYTES &&
    fromBase64Url(deviceId)?.length === FINGERPRINT_BYTES;
  if (!isWhole) throw new PairCodeError("damaged");
  return { origin: url.origin, deviceId, secret };
}

/** Return the 32 bytes that show knowledge of the secret on this one link and no other. */
export function pairProof(secret: Uint8Array, handshakeHash: Uint8Array): Bytes {
  return hmac(sha256, secret, concat(PROOF_CONTEXT, handshakeHash)).slice();
}

/** Return the six digits that both screens show. */
export function checkCode(handshakeHash: Uint8Array): string {
  const digest = sha256(concat(CHECK_CONTEXT, handshakeHash));
  const number = new DataView(digest.buffer, digest.byteOffset).getUint32(0);
  return String(number % CHECK_CODES).padStart(6, "0");
}

export type PairRefusal = PairRejected["reason"];
export type PairingMessage =
  | PairRequest
  | PairPending
  | PairAccepted
  | PairConfirmed
  | PairRejected;

export type PairingEvent =
  /** The code is right: show the digits until someone in the car accepts. */
  | { kind: "pair_waiting"; checkCode: string }
  /** The car has stored this phone. Store the car durably, then call `stored`. */
  | { kind: "pair_granted"; car: DeviceInfo; spaceId: string; addresses: readonly string[] }
  | { kind: "pair_refused"; reason: PairRefusal };

type State =
  | { kind: "idle" }
  | { kind: "await_answer"; car: DeviceInfo; checkCode: string }
  | { kind: "await_person"; car: DeviceInfo }
  | { kind: "storing" }
  | { kind: "confirmed" }
  | { kind: "refused" };

/** A pairing message that has no place where it came. */
export class PairingError extends Error {
  override name = "PairingError";
}

/** One try to pair with the car whose code holds `secret`. */
export class PhonePairing {
  private state: State = { kind: "idle" };
  private readonly outbox: PairingMessage[] = [];
  private readonly events: PairingEvent[] = [];
  private readonly secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.secret = secret;
  }

  /** Whether both sides have stored each other. */
  get confirmed(): boolean {
    return this.state.kind === "confirmed";
  }

  /** Whether it ended without pairing. */
  get refused(): boolean {
    return this.state.kind === "refused";
  }

  /** Show the car that this phone read its code. */
  begin(car: DeviceInfo, handshakeHash: Uint8Array): void {
    this.state = { kind: "await_answer", car, checkCode: checkCode(handshakeHash) };
    this.outbox.push({ type: "pair_request", proof: pairProof(this.secret, handshakeHash) });
  }

  /** Take the car's answer. Throws PairingError. */
  receive(message: PairingMessage): void {
    const { state } = this;
    const isOpen = state.kind === "await_answer" || state.kind === "await_person";
    if (state.kind === "await_answer" && message.type === "pair_pending") {
      if (message.check_code !== state.checkCode) {
        throw new PairingError("The car shows another check code than this link has.");
      }
      this.state = { kind: "await_person", car: state.car };
      this.events.push({ kind: "pair_waiting", checkCode: state.checkCode });
    } else if (state.kind === "await_person" && message.type === "pair_accepted") {
      this.state = { kind: "storing" };
      const { space_id: spaceId, addresses } = message;
      this.events.push({ kind: "pair_granted", car: state.car, spaceId, addresses });
    } else if (isOpen && message.type === "pair_rejected") {
      this.state = { kind: "refused" };
      this.events.push({ kind: "pair_refused", reason: message.reason });
    } else {
      throw new PairingError(`A ${message.type} came out of turn while pairing.`);
    }
  }

  /** Tell the car that this phone has stored it durably. */
  stored(): void {
    if (this.state.kind !== "storing") throw new PairingError("The car has not accepted yet.");
    this.state = { kind: "confirmed" };
    this.outbox.push({ type: "pair_confirmed" });
  }

  /** Return the next message for the car. */
  toSend(): PairingMessage | undefined {
    return this.outbox.shift();
  }

  /** Return the next thing the phone must know. */
  nextEvent(): PairingEvent | undefined {
    return this.events.shift();
  }
}
