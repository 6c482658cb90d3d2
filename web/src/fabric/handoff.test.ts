import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SegueError } from "./errors";
import { HandoffMachine } from "./handoff_machine";
import type { ActionCause, Moment } from "./handoff_order";

const FOLDER = new URL("../../../tests/conformance/vectors/handoff/", import.meta.url);

interface Step {
  do: { op: string } & Record<string, never>;
  now: Moment;
  error: string;
  sends: unknown;
  events: unknown;
  checkpoint: unknown;
  next_timer_s: number | null;
}

interface Trace {
  device_id: string;
  steps: Step[];
}

/** States are JSON inside JSON; compare what they say, not how numbers are spelt. */
function meaning(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "string" && inner.startsWith("{") ? { json: JSON.parse(inner) } : inner,
  );
}

function call(machine: HandoffMachine, step: Step): void {
  const { op, ...given } = step.do;
  const cause = given["cause"] as ActionCause | undefined;
  switch (op) {
    case "receive":
      return machine.receive(given["message"]!, given["sender"]!, step.now);
    case "peer_up":
      return machine.peerUp(given["peer"]!, step.now);
    case "peer_down":
      return machine.peerDown(given["peer"]!, step.now);
    case "start":
      return machine.start(given["state"]!, step.now);
    case "update_state":
      machine.updateState(given["state"]!);
      return;
    case "bring_here":
      return machine.bringHere(step.now, cause);
    case "move_to":
      return machine.moveTo(given["peer"]!, step.now, cause);
    case "end":
      return machine.end(step.now);
    case "on_timer":
      return machine.onTimer(step.now);
    case "observe_claim":
      return machine.observeClaim(given["claim"]!, step.now);
    case "observe_state":
      return machine.observeState(given["state"]!, step.now);
    default:
      throw new Error(`the trace has an unknown call, ${op}`);
  }
}

function replay(trace: Trace): void {
  let machine = new HandoffMachine("media", trace.device_id);
  let stored: unknown = null;
  let wanted: unknown = null;
  for (const [index, step] of trace.steps.entries()) {
    const where = `${trace.device_id}, step ${index}: ${JSON.stringify(step.do).slice(0, 200)}`;
    let error = "";
    if (step.do.op === "restart") {
      machine = new HandoffMachine("media", trace.device_id);
      machine.restore(stored, step.now);
    } else {
      try {
        call(machine, step);
      } catch (thrown) {
        if (!(thrown instanceof SegueError)) throw thrown;
        error = thrown.name;
      }
    }
    stored = JSON.parse(JSON.stringify(machine.checkpoint()));
    wanted = step.checkpoint ?? wanted;
    const events = [];
    for (let event = machine.nextEvent(); event; event = machine.nextEvent()) events.push(event);
    expect(error, where).toBe(step.error);
    expect(meaning(stored), where).toEqual(meaning(wanted));
    expect(meaning(machine.toSend()), where).toEqual(meaning(step.sends));
    expect(meaning(events), where).toEqual(meaning(step.events));
    expect(machine.nextTimerS(), where).toBe(step.next_timer_s);
  }
}

describe("the handoff machine does what the Python machine does", () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json"))) {
    const traces = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Trace[];
    for (const trace of traces) {
      it(`in ${name} as the ${trace.device_id}`, () => replay(trace));
    }
  }
});
