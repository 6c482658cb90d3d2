// The person in the simulated seat, by buttons: what they do goes to the car until said otherwise.

import type { AssistDrive } from "../../wire/schema";

/** What is done for a moment and then let go. */
interface Touch {
  forMs: number;
  does: Partial<AssistDrive>;
}

/** Firm enough to count as meant: the car takes 2 % of a pedal and 3 N m as a foot and a hand. */
const TOUCHES = {
  brake: { forMs: 600, does: { brake_frac: 0.25 } },
  accelerate: { forMs: 2_000, does: { accelerator_frac: 0.4 } },
  nudgeLeft: { forMs: 400, does: { steer_torque_nm: 4 } },
  nudgeRight: { forMs: 400, does: { steer_torque_nm: -4 } },
} as const satisfies Record<string, Touch>;

export type TouchName = keyof typeof TOUCHES;

export class SimulatedDriver {
  handsOn = $state(true);
  attentive = $state(true);

  #send: (drive: AssistDrive) => void;
  #release: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (drive: AssistDrive) => void) {
    this.#send = send;
  }

  hands(on: boolean): void {
    this.handsOn = on;
    this.#say();
  }

  eyes(onRoad: boolean): void {
    this.attentive = onRoad;
    this.#say();
  }

  /** Do something for a moment. Who touches the wheel has a hand on it. */
  touch(name: TouchName): void {
    const { forMs, does }: Touch = TOUCHES[name];
    if (does.steer_torque_nm) this.handsOn = true;
    clearTimeout(this.#release);
    this.#say(does);
    this.#release = setTimeout(() => this.#say(), forMs);
  }

  /** There is nobody to do anything any more: whoever sits there next watches the road. */
  forget(): void {
    clearTimeout(this.#release);
    this.handsOn = this.attentive = true;
  }

  #say(does: Partial<AssistDrive> = {}): void {
    this.#send({
      accelerator_frac: 0,
      brake_frac: 0,
      steer_torque_nm: 0,
      hands_on: this.handsOn,
      attentive: this.attentive,
      ...does,
    });
  }
}
