// Handoff: an activity is live on one device, and moves without being lost or played twice.
//
// Shells use ActivityBook; see its module for how.

export {
  ActivityBook,
  type ActivityEvent,
  type ActivitySnapshot,
  type BookEvent,
  type BookWrite,
  type FactRefused,
  type SaveActivity,
  type Step,
} from "./handoff_activities";
export { freeze, thaw } from "./handoff_anchor";
export { liveFacts } from "./handoff_claim_facts";
export type { Changed, HandoffEvent, Started, Stopped, TransferFailed } from "./handoff_events";
export { DEFAULT_LIMITS, type Limits } from "./handoff_limits";
export { HandoffMachine } from "./handoff_machine";
export { type ActionCause, claimOrder, type Moment } from "./handoff_order";
export type { KnownState, Record } from "./handoff_record";
