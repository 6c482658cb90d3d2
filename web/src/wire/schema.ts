// Made by tools/export_schema.py from src/segue/schema. Do not edit: run `npm run types`.

/** `places.search` → PlacesResult. */
export interface SearchParams {
  query: string;
  limit?: number;
}

/** Best first; places near the car win ties. */
export interface PlacesResult {
  places: Place[];
}

/** A point people have a name for. Degrees are WGS 84. */
export interface Place {
  name: string;
  latitude_deg: number;
  longitude_deg: number;
  name_zh: string;
  country: string;
  region: string;
  population: number;
  geoname_id: number;
}

/** `trip.plan` → PlanResult. Without an origin, from where the car is. */
export interface PlanParams {
  destination: Place;
  origin?: Place | null;
}

/** A plan or the reason there is none. */
export interface PlanResult {
  plan: TripPlan | NoPlan;
}

/** A route and what it takes from the battery. `arrival_soc_frac` is the energy balance and may be below 0: then `reachable` is false and `empty_after_m` says how far the charge lasts. */
export interface TripPlan {
  type: "trip_plan";
  origin: Place;
  destination: Place;
  car: string;
  distance_m: number;
  duration_s: number;
  energy_wh: number;
  departure_soc_frac: number;
  arrival_soc_frac: number;
  arrival_soc_sigma_frac: number;
  reachable: boolean;
  geometry: string;
  maneuvers: Maneuver[];
  empty_after_m: number | null;
}

/** What to do at a point of the route. */
export interface Maneuver {
  kind: "arrive" | "continue" | "depart" | "keep_left" | "keep_right" | "turn_left" | "turn_right";
  at_m: number;
  latitude_deg: number;
  longitude_deg: number;
  toward: string;
  toward_zh: string;
}

/** There is no plan, and why: an answer, not an error. */
export interface NoPlan {
  type: "no_plan";
  reason: string;
  code: "no_energy_model" | "no_road" | "same_place" | "too_far_from_road" | "unknown_place";
}

/** `activity.start` (car screen): start or replace one, live in the car. */
export interface ActivityStart {
  state: NavigationState | MediaState;
}

/** Where to, how, and how far along. */
export interface NavigationState {
  type: "navigation";
  plan: TripPlan;
  progress_m: number;
}

/** What plays and where in it. While playing, the position now is `position_s + (utc now - anchor_utc_s)` on the holder's own clock. A new holder sets the anchor anew from its own clock, so clock skew cannot jump a song. */
export interface MediaState {
  type: "media";
  queue: Track[];
  index: number;
  position_s: number;
  anchor_utc_s: number;
  playing: boolean;
}

/** A piece of music a node can serve at `/music/{track_id}`. */
export interface Track {
  track_id: string;
  title: string;
  duration_s: number;
  artist: string;
  album: string;
  media_type: string;
}

/** No parameters, or no result. */
export interface Empty {
}

/** `activity.move` (car screen): the button that always wins. `to` may be this car. */
export interface ActivityMove {
  activity: string;
  to: string;
}

/** `activity.end` (car screen). */
export interface ActivityEnd {
  activity: string;
}

/** Result of `media.library`. */
export interface TracksResult {
  tracks: Track[];
}

/** `media.control` (car screen, when the car holds it). */
export interface MediaControl {
  action: "next" | "pause" | "play" | "previous" | "seek";
  position_s?: number | null;
}

/** `media.position` (car screen): where its player really is, once a second. */
export interface MediaPosition {
  track_id: string;
  position_s: number;
}

/** `pairing.answer` (car screen). */
export interface PairAnswer {
  accept: boolean;
}

/** `pairing.unpair`. */
export interface Unpair {
  device_id: string;
}

/** `car.lock`. */
export interface LockParams {
  locked: boolean;
}

/** `car.climate`: what is None stays as it is. */
export interface ClimateParams {
  on?: boolean | null;
  target_k?: number | null;
}

/** `sim.do`: what a person would do to the simulated car. */
export interface SimParams {
  action: "drive" | "get_in" | "get_out" | "plug_in" | "plug_in_fast" | "stop" | "unplug";
}

/** `sim.speedup`: simulated seconds a real second, 1 to 600. */
export interface SpeedupParams {
  speedup: number;
}

/** `assist.press`: a button. */
export interface AssistPress {
  button: "cancel" | "engage" | "faster" | "gap" | "left" | "right" | "slower";
}

/** `assist.drive`: what the person in the simulated seat does, until said otherwise. */
export interface AssistDrive {
  accelerator_frac?: number;
  brake_frac?: number;
  steer_torque_nm?: number;
  hands_on?: boolean;
  attentive?: boolean;
}

/** Topic `node`, first event on a surface. */
export interface NodeInfo {
  version: string;
  boot_id: string;
  device: DeviceInfo;
  car_url: string;
  phone_url: string;
  demo: boolean;
}

/** What a device says of itself. `device_id` is derived from the key, never chosen. */
export interface DeviceInfo {
  device_id: string;
  public_key: Uint8Array;
  name: string;
  kind: "car" | "home" | "laptop" | "phone";
}

/** Topic `car`: the vehicle now, at most 10 times a second to a screen and 2 to a phone. */
export interface CarState {
  model: string;
  model_name: string;
  age_s: number;
  speed_mps: number;
  gear: "D" | "N" | "P" | "R";
  ignition: "accessory" | "off" | "on";
  power_w: number;
  soc_frac: number;
  range_m: number;
  latitude_deg: number;
  longitude_deg: number;
  heading_rad: number;
  odometer_m: number;
  door_open: boolean;
  locked: boolean;
  seat_occupied: boolean;
  belted: boolean;
  climate_on: boolean;
  climate_target_k: number;
  cabin_k: number;
  outside_k: number;
  speed_limit_mps: number | null;
  speedup: number;
  parked: boolean;
  simulated: boolean;
}

/** Topic `progress`: along the active route; null without one. */
export interface Progress {
  progress_m: number;
  remaining_m: number;
  remaining_s: number;
  arrival_soc_frac: number;
  arrival_soc_sigma_frac: number;
  next_maneuver: number;
  next_maneuver_m: number;
  off_route: boolean;
}

/** Topic `activities`. */
export interface ActivitiesView {
  items: ActivityView[];
}

/** One activity as the car's screen shows it. */
export interface ActivityView {
  activity: string;
  epoch: number;
  holder_id: string;
  holder_name: string;
  holder_kind: string;
  live_here: boolean;
  moving: "" | "arriving" | "leaving";
  can_move_to: DeviceInfo[];
  state: NavigationState | MediaState | null;
}

/** Topic `people`: who is here and who may be. */
export interface PeopleView {
  devices: PairedDevice[];
}

/** A device this car trusts. */
export interface PairedDevice {
  device: DeviceInfo;
  paired_utc_s: number;
  connected: boolean;
  near: boolean;
  last_seen_utc_s: number | null;
}

/** Topic `pairing`. `url` is what the QR code holds; empty when there is no live code. */
export interface PairingView {
  url: string;
  expires_in_s: number;
  waiting_device: string;
  check_code: string;
  error: string;
}

/** Topic `notice`: one thing the person should know. */
export interface Notice {
  level: "error" | "info" | "warning";
  code: string;
  text: string;
  do: string;
}

/** Topic `sound`, for each screen its own: of several screens in a car only one plays. */
export interface SoundView {
  here: boolean;
}

/** Topic `assist`: at most 25 times a second while the car drives, else when it changes. */
export interface AssistView {
  state: "demanded" | "engaged" | "fault" | "locked" | "minimal_risk" | "off" | "ready" | "standstill" | "taken_over" | "unavailable" | "warned";
  why: string;
  autonomy: string;
  time_s: number;
  speed_mps: number;
  accel_mps2: number;
  steer_rad: number;
  set_speed_mps: number;
  time_gap_s: number;
  speed_limit_mps: number | null;
  indicator: "" | "left" | "right";
  hazards: boolean;
  warning: AssistWarning;
  guard: string[];
  plan: AssistPlan | null;
  objects: AssistObject[];
  lines: AssistLine[];
}

/** What the driver is told; urgency 0 is nothing, 6 the most. */
export interface AssistWarning {
  urgency: number;
  text: string;
  sound: "" | "alarm" | "chime" | "demand" | "loud_demand";
}

/** Where the car will go. */
export interface AssistPlan {
  points_m: number[];
  speeds_mps: number[];
  behaviour: "brake_hard" | "change_left" | "change_right" | "follow" | "give_way" | "keep_lane" | "pull_over" | "stand" | "stop";
  reason: string;
  emergency: boolean;
}

/** Something that is seen. */
export interface AssistObject {
  id: number;
  kind: "bicycle" | "car" | "motorcycle" | "obstacle" | "pedestrian" | "truck" | "unknown";
  x_m: number;
  y_m: number;
  heading_rad: number;
  length_m: number;
  width_m: number;
  speed_mps: number;
  existence: number;
  followed: boolean;
  future_m: number[];
}

/** A line on the road. */
export interface AssistLine {
  kind: "dashed" | "edge" | "solid" | "stop";
  points_m: number[];
}

/** First message inside the channel, both ways, when the sender accepts the peer. */
export interface LinkUp {
  type: "link_up";
  boot_id: string;
  addresses: string[];
}

/** Last message: why the sender closes. */
export interface Bye {
  type: "bye";
  reason: "not_paired" | "protocol_error" | "replaced" | "shutdown" | "timeout" | "too_large" | "unpaired" | "version";
  detail: string;
}

/** Keepalive. */
export interface Ping {
  type: "ping";
  nonce: number;
}

/** Answer to a Ping. */
export interface Pong {
  type: "pong";
  nonce: number;
}

/** Phone → car: I read the code on your screen. */
export interface PairRequest {
  type: "pair_request";
  proof: Uint8Array;
}

/** Car → phone: the code is right; waiting for someone in the car to accept. */
export interface PairPending {
  type: "pair_pending";
  check_code: string;
}

/** Car → phone: paired, durably. */
export interface PairAccepted {
  type: "pair_accepted";
  space_id: string;
  addresses: string[];
}

/** Phone → car: stored here too. */
export interface PairConfirmed {
  type: "pair_confirmed";
}

/** Car → phone: not paired, and why. */
export interface PairRejected {
  type: "pair_rejected";
  reason: "declined" | "expired" | "no_offer" | "too_many_tries" | "unknown_code" | "used";
}

/** The sender's Yjs state vector: answer with what it lacks. */
export interface SpaceVector {
  type: "space_vector";
  space_id: string;
  generation: number;
  vector: Uint8Array;
}

/** A Yjs update of one generation of a space. */
export interface SpaceUpdate {
  type: "space_update";
  space_id: string;
  generation: number;
  update: Uint8Array;
}

/** Keeper → other: the space was compacted; start from this snapshot. The receiver then puts back those facts of its own that the snapshot lacks. */
export interface SpaceReset {
  type: "space_reset";
  space_id: string;
  generation: number;
  snapshot: Uint8Array;
}

/** Never stored. `near` is the sender's own judgement (on the car's network, or a tap). */
export interface Presence {
  type: "presence";
  near: boolean;
}

/** Ask the peer to do one of the methods in `schema.surface`. */
export interface Request {
  type: "request";
  request_id: number;
  method: string;
  params: Record<string, unknown>;
}

/** Answer to a Request: a result, or an error a user may read. */
export interface Response {
  type: "response";
  request_id: number;
  result: unknown;
  error: string | null;
  error_code: string;
}

/** Something a screen shows, pushed; never stored in the space. */
export interface Event {
  type: "event";
  topic: string;
  data: unknown;
}

/** Target → holder: please offer me this activity. */
export interface HandoffPull {
  type: "handoff_pull";
  activity: string;
  transfer_id: string;
  action_utc_ms: number;
  cause: "rule" | "user";
}

/** Holder → target: you may have it under `next_epoch`. `state` is a preview to prepare with. */
export interface HandoffOffer {
  type: "handoff_offer";
  activity: string;
  transfer_id: string;
  epoch: number;
  next_epoch: number;
  action_utc_ms: number;
  state: string;
  cause: "rule" | "user";
  revision: number;
}

/** Target → holder: prepared; commit when you like. */
export interface HandoffReady {
  type: "handoff_ready";
  activity: string;
  transfer_id: string;
  epoch: number;
}

/** Holder → target: it is yours. The sender never resumes by itself under `epoch`. */
export interface HandoffCommit {
  type: "handoff_commit";
  activity: string;
  transfer_id: string;
  epoch: number;
  next_epoch: number;
  action_utc_ms: number;
  state: string;
}

/** Target → source: live here under `epoch`. */
export interface HandoffActive {
  type: "handoff_active";
  activity: string;
  transfer_id: string;
  epoch: number;
}

/** Either side, before commit: this transfer will not happen. */
export interface HandoffRefuse {
  type: "handoff_refuse";
  activity: string;
  transfer_id: string;
  reason: string;
}

/** Either side, on meeting and on change: the highest claim known, with its holder's state. */
export interface HandoffClaims {
  type: "handoff_claims";
  claim: Claim;
  state: string | null;
  revision: number;
  answer: boolean;
}

/** The fact that a device took an activity under an epoch. The holder is the device of the greatest (epoch, action_utc_ms, device_id). */
export interface Claim {
  activity: string;
  epoch: number;
  device_id: string;
  action_utc_ms: number;
}

/** First frame, from the side that dialled, in the clear and bound into the handshake. */
export interface Hello {
  type: "hello";
  versions: number[];
  purpose: "link" | "pair";
  agent: string;
}

/** Second frame: the version chosen; 0 with `versions` when there is none in common. */
export interface HelloReply {
  type: "hello_reply";
  version: number;
  versions: number[];
  agent: string;
}

/** Handshake payload: this device's key vouches for the Noise static key of this session. */
export interface IdentityProof {
  type: "identity_proof";
  device: DeviceInfo;
  signature: Uint8Array;
}

/** Every method: its parameters and its result. */
export interface Methods {
  "places.search": { params: SearchParams; result: PlacesResult };
  "trip.plan": { params: PlanParams; result: PlanResult };
  "activity.start": { params: ActivityStart; result: Empty };
  "activity.move": { params: ActivityMove; result: Empty };
  "activity.end": { params: ActivityEnd; result: Empty };
  "media.library": { params: Empty; result: TracksResult };
  "media.control": { params: MediaControl; result: Empty };
  "media.position": { params: MediaPosition; result: Empty };
  "pairing.open": { params: Empty; result: Empty };
  "pairing.answer": { params: PairAnswer; result: Empty };
  "pairing.unpair": { params: Unpair; result: Empty };
  "car.lock": { params: LockParams; result: Empty };
  "car.climate": { params: ClimateParams; result: Empty };
  "sim.do": { params: SimParams; result: Empty };
  "sim.speedup": { params: SpeedupParams; result: Empty };
  "assist.press": { params: AssistPress; result: Empty };
  "assist.drive": { params: AssistDrive; result: Empty };
}

/** Every topic of an Event and the type of its data. */
export interface Topics {
  "node": NodeInfo;
  "car": CarState;
  "progress": Progress;
  "activities": ActivitiesView;
  "people": PeopleView;
  "pairing": PairingView;
  "notice": Notice;
  "sound": SoundView;
  "assist": AssistView;
}

export const PHONE_METHODS = [
  "car.climate",
  "car.lock",
  "media.library",
  "places.search",
  "sim.do",
  "trip.plan",
] as const;

export const PHONE_TOPICS = [
  "car",
  "notice",
  "progress",
] as const;

export type ChannelMessage =
  | LinkUp
  | Bye
  | Ping
  | Pong
  | PairRequest
  | PairPending
  | PairAccepted
  | PairConfirmed
  | PairRejected
  | SpaceVector
  | SpaceUpdate
  | SpaceReset
  | Presence
  | Request
  | Response
  | Event
  | HandoffPull
  | HandoffOffer
  | HandoffReady
  | HandoffCommit
  | HandoffActive
  | HandoffRefuse
  | HandoffClaims;

export type HandoffMessage =
  | HandoffPull
  | HandoffOffer
  | HandoffReady
  | HandoffCommit
  | HandoffActive
  | HandoffRefuse
  | HandoffClaims;

export type ActivityState =
  | NavigationState
  | MediaState;

export type ActivityKind = "media" | "navigation";

export type ManeuverKind = "arrive" | "continue" | "depart" | "keep_left" | "keep_right" | "turn_left" | "turn_right";

export type DeviceKind = "car" | "home" | "laptop" | "phone";

export type LinkPurpose = "link" | "pair";

export type ByeReason = "not_paired" | "protocol_error" | "replaced" | "shutdown" | "timeout" | "too_large" | "unpaired" | "version";

export const LINK_VERSIONS: readonly number[] = [1];
