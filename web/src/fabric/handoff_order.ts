// Who holds, and which of two requests wins: total orders over facts, the same on every device.

import type { Claim } from "../wire/schema";
import { compareKeys } from "./keys";

export type ActionCause = "user" | "rule";

/** Now, on both clocks of a device: monotonic for timers, UTC for records. */
export interface Moment {
  now_s: number;
  utc_ms: number;
}

/** A request to move an activity: when, by whom and on which device it was made. */
export interface Action {
  utc_ms: number;
  cause: ActionCause;
  device_id: string;
}

/** The key by which the greatest claim is the holder's. */
export function claimOrder(claim: Claim): [number, number, string] {
  return [claim.epoch, claim.action_utc_ms, claim.device_id];
}

/** Say whether two claims on one activity are the same. */
export function sameClaim(a: Claim | null, b: Claim | null): boolean {
  return a !== null && b !== null && compareKeys(claimOrder(a), claimOrder(b)) === 0;
}

/**
 * Say whether a new request replaces a transfer that runs and is not committed.
 *
 * A user beats a rule. A rule beats nothing that runs. Of two users the later wins.
 */
export function beats(request: Action, running: Action): boolean {
  if (request.cause === "rule") return false;
  if (running.cause === "rule") return true;
  return compareKeys([request.utc_ms, request.device_id], [running.utc_ms, running.device_id]) > 0;
}

/**
 * Say whether a rule's request is older than the last button pressed, and so is dropped.
 *
 * A button "pressed" later than this device's own now was pressed by a clock that is ahead, and
 * does not hold rules up.
 */
export function overruled(action: Action, lastUserUtcMs: number, now: Moment): boolean {
  return (
    action.cause === "rule" && action.utc_ms <= lastUserUtcMs && lastUserUtcMs <= now.utc_ms
  );
}
