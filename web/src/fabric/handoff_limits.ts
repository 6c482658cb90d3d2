// Limits of a handoff, as data, and the checks a peer's message must pass.
//
// The link's decoder does not look at single fields, so these check types too.
// A message that fails throws PeerError before anything has changed, so it can do no harm.

import { isDeeperThan } from "../wire/depth";
import type { Claim } from "../wire/schema";
import { LocalUseError, PeerError } from "./errors";

/** The state of an activity that has ended, as JSON text. */
export const ENDED = "null";

/** What a machine waits for and what it accepts; see `segue.fabric.handoff.Limits`. */
export interface Limits {
  transfer_timeout_s: number;
  take_after_s: number;
  retry_first_s: number;
  retry_most_s: number;
  max_state_bytes: number;
  max_state_depth: number;
  max_number: number;
  max_epoch_jump: number;
  max_id_chars: number;
}

export const DEFAULT_LIMITS: Limits = {
  transfer_timeout_s: 10,
  take_after_s: 2,
  retry_first_s: 0.5,
  retry_most_s: 15,
  max_state_bytes: 1_000_000,
  max_state_depth: 64,
  max_number: Number.MAX_SAFE_INTEGER,
  max_epoch_jump: 1_000_000,
  max_id_chars: 64,
};

const encoder = new TextEncoder();

/** Throw PeerError unless the value is an integer from 0 to 2**53 - 1. */
export function checkNumber(value: unknown, what: string, limits: Limits): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new PeerError(`${what} ${String(value)} is not between 0 and ${limits.max_number}.`);
  }
}

/** Throw PeerError unless the epoch is a number that can follow what is known. */
export function checkEpoch(epoch: unknown, knownEpoch: number, limits: Limits): void {
  checkNumber(epoch, "Epoch", limits);
  if ((epoch as number) < 1) throw new PeerError(`Epoch ${String(epoch)} is below 1.`);
  if ((epoch as number) > knownEpoch + limits.max_epoch_jump) {
    throw new PeerError(`Epoch ${String(epoch)} is too far ahead of the known ${knownEpoch}.`);
  }
}

/** Throw PeerError unless the id is a text that is neither empty nor long. */
export function checkId(value: unknown, what: string, limits: Limits): void {
  if (typeof value !== "string" || value.length < 1 || value.length > limits.max_id_chars) {
    throw new PeerError(`A ${what} is refused.`);
  }
}

/** Throw PeerError unless the claim's fields are within bounds. */
export function checkClaim(claim: Claim, knownEpoch: number, limits: Limits): void {
  if (typeof claim !== "object" || claim === null) throw new PeerError("A claim is missing.");
  checkId(claim.device_id, "device id", limits);
  checkNumber(claim.action_utc_ms, "Action time", limits);
  checkEpoch(claim.epoch, knownEpoch, limits);
}

/** Throw PeerError unless it says who asked. */
export function checkCause(cause: unknown): void {
  if (cause !== "user" && cause !== "rule") throw new PeerError("A request has no known cause.");
}

/** Return why the text cannot be a state (a JSON object, or `null`), or null when it can. */
export function stateFault(text: unknown, limits: Limits): string | null {
  if (typeof text !== "string") return "A state is not a text.";
  if (text.length > limits.max_state_bytes || encoder.encode(text).length > limits.max_state_bytes) {
    return "A state is over the limit.";
  }
  if (isDeeperThan(limits.max_state_depth, text)) return "A state is nested too deeply.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "A state is not JSON.";
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return text === ENDED || isObject ? null : "A state must be a JSON object, or null.";
}

/** Throw PeerError unless the text is a state. */
export function checkPeerState(text: unknown, limits: Limits): void {
  const fault = stateFault(text, limits);
  if (fault !== null) throw new PeerError(fault);
}

/** Throw LocalUseError unless the text is the state of a live activity. */
export function checkOwnState(text: string, limits: Limits): void {
  const fault = text === ENDED ? "This state is null." : stateFault(text, limits);
  if (fault !== null) throw new LocalUseError(fault, "End the activity to end it.");
}
