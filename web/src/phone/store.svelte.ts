// What the phone's screens read. The node writes it; screens never do.

import type { ActivityLook } from "../features/activity/look";
import type { Json } from "../surface/client";
import type {
  CarState,
  DeviceInfo,
  MediaState,
  NavigationState,
  Notice,
  Place,
  Progress,
} from "../wire/schema";

export type Phase = "starting" | "ready" | "elsewhere" | "broken" | "insecure" | "tooOld";

export type LinkView =
  | { kind: "unpaired" }
  | { kind: "connecting"; sinceMs: number }
  | { kind: "up" }
  | { kind: "offline"; sinceMs: number };

export type PairFailure =
  | "expired"
  | "used"
  | "unknown_code"
  | "declined"
  | "too_many_tries"
  | "no_offer"
  | "otherCar"
  | "unreachable"
  | "version"
  | "notACode";

export type PairView =
  | { kind: "idle" }
  | { kind: "dialling" }
  | { kind: "waiting"; checkCode: string }
  | { kind: "failed"; reason: PairFailure };

export interface PhoneActivity {
  activity: string;
  state: NavigationState | MediaState;
  look: ActivityLook;
}

const NOTICE_MS = 8_000;

export class PhoneStore {
  phase = $state<Phase>("starting");
  deviceId = $state("");
  name = $state("");
  carDevice = $state.raw<Pick<DeviceInfo, "device_id" | "name"> | null>(null);
  link = $state.raw<LinkView>({ kind: "unpaired" });
  pair = $state.raw<PairView>({ kind: "idle" });
  car = $state.raw<Json<CarState> | null>(null);
  /** When the car's state last came, by this phone's clock [ms]. */
  carHeardMs = $state(0);
  progress = $state.raw<Json<Progress> | null>(null);
  activities = $state.raw<PhoneActivity[]>([]);
  near = $state(true);
  recents = $state.raw<Place[]>([]);
  notices = $state.raw<{ notice: Notice; key: number }[]>([]);
  #keys = 0;

  readonly navigation = $derived(
    this.activities.find(
      (a): a is PhoneActivity & { state: NavigationState } => a.state.type === "navigation",
    ) ?? null,
  );
  readonly media = $derived(
    this.activities.find((a): a is PhoneActivity & { state: MediaState } => a.state.type === "media") ??
      null,
  );

  tell(level: Notice["level"], code: string, text: string): void {
    const key = ++this.#keys;
    const notice: Notice = { level, code, text, do: "" };
    this.notices = [...this.notices.filter((n) => n.notice.code !== code), { notice, key }].slice(-2);
    setTimeout(() => this.dismiss(key), NOTICE_MS);
  }

  dismiss(key: number): void {
    this.notices = this.notices.filter((n) => n.key !== key);
  }
}
