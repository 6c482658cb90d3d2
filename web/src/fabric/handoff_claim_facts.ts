// Claims and states as facts of a space: how they are written, read and pruned.
//
// claims   {activity}/{epoch}/{device_id}   {"action_utc_ms": 1764000000000}
// states   {activity}/{epoch}/{device_id}   {"revision": 3, "state": {…}}   null when it has ended

import type { Claim } from "../wire/schema";
import { claimOrder } from "./handoff_order";
import type { KnownState } from "./handoff_record";
import { compareKeys } from "./keys";
import type { Facts } from "./space_facts";

/** Destinations; their keys sort by time. */
const RECENTS_KEPT = 50;

/** Return the name of a claim's facts, to which the space adds the author. */
export function factName(claim: Claim): string {
  return `${claim.activity}/${claim.epoch}`;
}

/** Return a claim as the value of its fact. */
export function claimValue(claim: Claim): unknown {
  return { action_utc_ms: claim.action_utc_ms };
}

/** Return a state as the value of its fact. */
export function stateValue(state: KnownState): unknown {
  return { revision: state.revision, state: JSON.parse(state.text) as unknown };
}

/** Return the claim of a fact; null when it is not one. */
export function readClaim(key: string, value: unknown): Claim | null {
  const [activity, epoch, deviceId, ...rest] = key.split("/");
  if (activity === undefined || epoch === undefined || deviceId === undefined) return null;
  if (rest.length > 0 || !/^[0-9]+$/.test(epoch)) return null;
  if (typeof value !== "object" || value === null || !("action_utc_ms" in value)) return null;
  const actionUtcMs = value.action_utc_ms;
  if (typeof actionUtcMs !== "number" || !Number.isInteger(actionUtcMs)) return null;
  return {
    activity,
    epoch: Number(epoch.slice(0, 17)),
    device_id: deviceId,
    action_utc_ms: actionUtcMs,
  };
}

/** Return the state of a fact that was written under this claim; null when it is not one. */
export function readState(claim: Claim, value: unknown): KnownState | null {
  if (typeof value !== "object" || value === null) return null;
  if (!("revision" in value && "state" in value)) return null;
  if (typeof value.revision !== "number" || !Number.isInteger(value.revision)) return null;
  return { claim, revision: value.revision, text: JSON.stringify(value.state) };
}

/**
 * Return the facts that still matter: the `keep` rule of a space with activities.
 *
 * Of the claims on an activity only the greatest, with its state. Until that state is known here,
 * the newest other one stays too, with its claim. Everything else stays, but of the recents only
 * the latest 50.
 */
export function liveFacts(facts: Facts): Facts {
  const byActivity = new Map<string, [Claim, string][]>();
  for (const [key, text] of facts.claims) {
    const claim = readClaim(key, JSON.parse(text));
    if (claim === null) continue;
    const claims = byActivity.get(claim.activity) ?? [];
    claims.push([claim, key]);
    byActivity.set(claim.activity, claims);
  }
  const kept = new Set<string>();
  for (const claims of byActivity.values()) {
    claims.sort(([a], [b]) => compareKeys(claimOrder(b), claimOrder(a)));
    const withState = claims.find(([, key]) => facts.states.has(key));
    for (const claim of [claims[0], withState]) if (claim !== undefined) kept.add(claim[1]);
  }
  const recents = [...facts.recents].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-RECENTS_KEPT);
  return {
    ...facts,
    claims: new Map([...facts.claims].filter(([key]) => kept.has(key))),
    states: new Map([...facts.states].filter(([key]) => kept.has(key))),
    recents: new Map(recents),
  };
}
