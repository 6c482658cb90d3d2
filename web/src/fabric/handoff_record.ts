// What a device remembers of one activity: its role, a sum type, and the facts beside it.
//
// The names are those of the stored checkpoint, which is the same on every kind of node.

import type { Claim } from "../wire/schema";
import { type Action, claimOrder } from "./handoff_order";

/** A request to have the activity live here, with a new state to start when there is one. */
export interface Wish {
  action: Action;
  start: string | null;
}

/** Not live here, and nothing under way. */
export interface Resting {
  type: "resting";
}

/** Not live here; the holder has been asked to offer. Not kept over a restart. */
export interface Asking {
  type: "asking";
  transfer_id: string;
  wish: Wish;
}

/** Not live here; prepared, and waiting for the source to commit. */
export interface Ready {
  type: "ready";
  transfer_id: string;
  source: string;
  epoch: number;
  next_epoch: number;
  wish: Wish | null;
}

/** Live here, under the best claim, which is this device's own. */
export interface Active {
  type: "active";
}

/** Live here, and offered to `target`. */
export interface Offering {
  type: "offering";
  transfer_id: string;
  target: string;
  next_epoch: number;
  action: Action;
}

/** No longer live here; the target has been told to go on, and has not yet said that it does. */
export interface Committed {
  type: "committed";
  transfer_id: string;
  target: string;
  next_epoch: number;
  action: Action;
  recall: Wish | null;
}

export type Role = Resting | Asking | Ready | Active | Offering | Committed;

export const RESTING: Resting = { type: "resting" };
export const ACTIVE: Active = { type: "active" };

/** A state, and the claim and revision under which it was written. */
export interface KnownState {
  claim: Claim;
  revision: number;
  text: string;
}

/** All that must survive a crash; see `segue.fabric.handoff.Record`. */
export interface Record {
  role: Role;
  best: Claim | null;
  known: KnownState | null;
  resume_from: KnownState | null;
  top_epoch: number;
  transfers: number;
  last_user_utc_ms: number;
}

export const EMPTY_RECORD: Record = {
  role: RESTING,
  best: null,
  known: null,
  resume_from: null,
  top_epoch: 0,
  transfers: 0,
  last_user_utc_ms: 0,
};

/** Return this wish; without a state of its own it keeps the one to start with. */
export function wishAfter(wish: Wish, earlier: Wish | null): Wish {
  return wish.start !== null || earlier === null ? wish : { ...wish, start: earlier.start };
}

/** The wish of a transfer to here, or to be asked back, if there is one. */
export function wishOf(role: Role): Wish | null {
  switch (role.type) {
    case "asking":
    case "ready":
      return role.wish;
    case "committed":
      return role.recall;
    default:
      return null;
  }
}

/** The key by which the greatest state is the newest. */
export function stateOrder(state: KnownState): [number, number, string, number] {
  return [...claimOrder(state.claim), state.revision];
}
