// What a machine tells its shell. Acted on after the checkpoint and before sending.

import type { Claim } from "../wire/schema";
import type { ActionCause } from "./handoff_order";

export const FAIL_REASONS = [
  "timeout", // the target did not get ready in time
  "no_answer", // the holder is linked but did not offer
  "ended",
  "not_live", // the holder says that it does not hold
  "overruled", // a rule's request is older than the last button
  "superseded", // another request won
  "kept", // a button where it is live said that it stays
  "stale", // the other side does not know this transfer
  "refused", // for a reason that this version does not know
] as const;

export type FailReason = (typeof FAIL_REASONS)[number];

/** The activity is live here: go on from `state`. Also when its state was replaced here. */
export interface Started {
  type: "started";
  claim: Claim;
  state: string;
}

/** The activity is no longer live here: stop at once. */
export interface Stopped {
  type: "stopped";
  claim: Claim;
  why: "moved" | "yielded" | "ended";
}

/** A transfer did not happen, and nothing changed hands. */
export interface TransferFailed {
  type: "transfer_failed";
  cause: ActionCause;
  reason: FailReason;
}

/** The holder, the state or the role is not what it was: draw it again. */
export interface Changed {
  type: "changed";
}

export type HandoffEvent = Started | Stopped | TransferFailed | Changed;

/** Return the reason a peer gave, or that it gave one which this version does not know. */
export function failReason(reason: unknown): FailReason {
  return FAIL_REASONS.find((known) => known === reason) ?? "refused";
}
