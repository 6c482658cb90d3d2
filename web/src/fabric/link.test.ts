import { describe, expect, it } from "vitest";
import type { ChannelMessage } from "../wire/schema";
import { deviceIdOf } from "./identity";
import { LinkCore } from "./link";
import { checkCode, PhonePairing } from "./pairing";
import { CAR_ID, carProof, keyOf, phoneOf, settle, TestCar } from "./testing/car";

const local = await phoneOf(1);
const proof = await carProof();
const UP = { type: "link_up", boot_id: "car boot", addresses: ["ws://car.test/link"] } as const;

function dial(options: { expect?: string; pairing?: PhonePairing } = {}): LinkCore {
  return new LinkCore(local, {
    expectedDeviceId: options.expect ?? CAR_ID,
    ephemeralSecret: new Uint8Array(32).fill(9),
    nowS: 0,
    pairing: options.pairing,
  });
}

function opened(): { phone: LinkCore; car: TestCar } {
  const [phone, car] = [dial(), new TestCar(proof)];
  settle(phone, car);
  car.say({ ...UP, addresses: [...UP.addresses] });
  expect(settle(phone, car).map((event) => event.kind)).toEqual(["opened"]);
  return { phone, car };
}

const update = (size: number): ChannelMessage => ({
  type: "space_update",
  space_id: "s",
  generation: 1,
  update: new Uint8Array(size),
});

describe("opening", () => {
  it("tells who the car is once both have accepted", () => {
    const [phone, car] = [dial(), new TestCar(proof)];
    expect(settle(phone, car)).toEqual([]);
    expect(phone.isUp).toBe(false);
    expect(car.heard).toEqual([{ type: "link_up", boot_id: "boot", addresses: [] }]);
    car.say({ ...UP, addresses: [...UP.addresses] });
    expect(settle(phone, car)).toMatchObject([
      { kind: "opened", peer: { device_id: CAR_ID, name: "Car" }, up: UP },
    ]);
    expect(phone.isUp).toBe(true);
  });

  it("leaves before its own identity has left when another car answers", () => {
    const other = deviceIdOf(keyOf(7).publicKey);
    const [phone, car] = [dial({ expect: other }), new TestCar(proof)];
    expect(settle(phone, car)).toMatchObject([{ kind: "closed", wrongDevice: true }]);
    expect(car.channel).toBeNull();
  });

  it("closes with `version` when there is none in common", () => {
    const [phone, car] = [dial(), new TestCar(proof)];
    car.reply = { type: "hello_reply", version: 0, versions: [2, 3], agent: "" };
    expect(settle(phone, car)).toMatchObject([
      { kind: "closed", reason: "version", detail: expect.stringContaining("2,3") },
    ]);
  });

  it("fails when somebody changed the reply on the way", () => {
    const [phone, car] = [dial(), new TestCar(proof)];
    const answer = car.receive(phone.toSend()!)!;
    const changed = Buffer.from(answer).toString("latin1").replace("agent\xa0", "agent\xa1x");
    phone.receive(Uint8Array.from(Buffer.from(changed, "latin1")), 0);
    const second = car.receive(phone.toSend()!)!;
    phone.receive(second, 0);
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "protocol_error" });
  });

  it("gives up after ten seconds", () => {
    const phone = dial();
    expect(phone.nextTimerS()).toBe(10);
    phone.onTimer(9.9);
    expect(phone.isClosed).toBe(false);
    phone.onTimer(10);
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "timeout" });
    expect(phone.nextTimerS()).toBeUndefined();
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["garbage", Uint8Array.of(0xc1)],
    ["a frame too large", new Uint8Array(2049)],
  ])("closes on %s", (_what, frame) => {
    const phone = dial();
    phone.receive(frame, 0);
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "protocol_error" });
    expect(phone.nextEvent()).toBeUndefined();
  });
});

describe("an open link", () => {
  it.each([0, 65_000, 65_518, 65_519, 200_000])("carries %i bytes both ways", (size) => {
    const { phone, car } = opened();
    expect(phone.send(update(size))).toBe(true);
    car.say(update(size));
    expect(settle(phone, car)).toEqual([{ kind: "received", message: update(size) }]);
    expect(car.heard.at(-1)).toEqual(update(size));
  });

  it("answers a ping by itself", () => {
    const { phone, car } = opened();
    car.say({ type: "ping", nonce: 7 });
    expect(settle(phone, car)).toEqual([]);
    expect(car.heard.at(-1)).toEqual({ type: "pong", nonce: 7 });
  });

  it("pings after five silent seconds and gives up after fifteen", () => {
    const { phone, car } = opened();
    expect(phone.nextTimerS()).toBe(5);
    phone.onTimer(5);
    settle(phone, car, 5);
    expect(car.heard.at(-1)?.type).toBe("ping");
    for (const nowS of [10, 14.9]) phone.onTimer(nowS);
    expect(phone.isUp).toBe(true);
    phone.onTimer(15);
    expect(phone.isClosed).toBe(true);
  });

  it("closes on a replayed frame and delivers it once", () => {
    const { phone, car } = opened();
    car.say({ type: "presence", near: true });
    const frame = car.channel!.nextFrame()!;
    phone.receive(frame, 0);
    phone.receive(frame, 0);
    expect(phone.nextEvent()).toMatchObject({ kind: "received" });
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "protocol_error" });
    expect(phone.nextEvent()).toBeUndefined();
  });

  it("closes on a frame and on a message over the limit", () => {
    const first = opened();
    first.phone.receive(new Uint8Array(65_536), 0);
    expect(first.phone.nextEvent()).toMatchObject({ kind: "closed", reason: "too_large" });
    const { phone, car } = opened();
    const chunk = new Uint8Array(65_519);
    for (let sent = 0; sent <= 4 * 1024 * 1024; sent += 65_518) {
      expect(phone.isClosed).toBe(false);
      phone.receive(car.noise!.seal(chunk), 0);
    }
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "too_large" });
  });

  it.each([
    ["an empty frame", []],
    ["an unknown flag", [2, 0x80]],
    ["an endless nothing", [0]],
    ["no message", [1, 0xc1]],
    ["a message without a type", [1, 0x80]],
  ])("closes on %s", (_what, plaintext) => {
    const { phone, car } = opened();
    phone.receive(car.noise!.seal(Uint8Array.from(plaintext)), 0);
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "protocol_error" });
  });

  it.each([
    { type: "link_up", boot_id: "again", addresses: [] },
    { type: "pair_accepted", space_id: "s", addresses: [] },
  ] satisfies ChannelMessage[])("closes on a $type out of turn", (message) => {
    const { phone, car } = opened();
    car.say(message);
    expect(settle(phone, car)).toMatchObject([{ kind: "closed", reason: "protocol_error" }]);
  });

  it("hears why the car closes", () => {
    const { phone, car } = opened();
    car.say({ type: "bye", reason: "unpaired", detail: "" });
    expect(settle(phone, car)).toMatchObject([
      { kind: "closed", reason: "unpaired", byPeer: true },
    ]);
    expect(phone.send(update(1))).toBe(false);
  });

  it("drops what has not left when it is closed", () => {
    const { phone, car } = opened();
    phone.send(update(1));
    phone.close("shutdown");
    settle(phone, car);
    expect(car.heard.at(-1)).toEqual({ type: "bye", reason: "shutdown", detail: "" });
    expect(car.heard.map((message) => message.type)).not.toContain("space_update");
  });

  it("drops what came but was not taken when it is closed", () => {
    const { phone, car } = opened();
    car.say({ type: "presence", near: true });
    phone.receive(car.channel!.nextFrame()!, 0);
    phone.close("shutdown");
    expect(settle(phone, car)).toMatchObject([{ kind: "closed", reason: "shutdown" }]);
  });

  it("is closed when the car lets too much wait", () => {
    const { phone } = opened();
    let sent = 0;
    while (phone.send(update(1_000_000))) sent += 1;
    expect(sent).toBe(9);
    expect(phone.nextEvent()).toMatchObject({ kind: "closed", reason: "timeout" });
  });
});

describe("a car that pings without reading", () => {
  it("makes one answer wait at most", () => {
    const [phone, car] = [dial(), new TestCar(proof)];
    settle(phone, car);
    car.say({ ...UP, addresses: [] });
    settle(phone, car);
    for (let nonce = 0; nonce < 100; nonce++) car.say({ type: "ping", nonce });
    for (let frame = car.channel?.nextFrame(); frame; frame = car.channel?.nextFrame()) {
      phone.receive(frame, 0);
    }
    let count = 0;
    while (phone.toSend()) count += 1;
    expect(count).toBe(1);
    expect(phone.isUp).toBe(true);
  });
});

describe("a link for pairing", () => {
  it("is up only when both have stored each other", () => {
    const pairing = new PhonePairing(new Uint8Array(16));
    const [phone, car] = [dial({ pairing }), new TestCar(proof)];
    settle(phone, car);
    car.say({ type: "pair_pending", check_code: checkCode(car.noise!.handshakeHash) });
    car.say({ type: "pair_accepted", space_id: "s", addresses: [] });
    const kinds = settle(phone, car).map((event) => event.kind);
    expect(kinds).toEqual(["pair_waiting", "pair_granted"]);
    expect(car.heard.map((message) => message.type)).toEqual(["pair_request"]);
    pairing.stored();
    phone.advancePairing(0);
    car.say({ ...UP, addresses: [] });
    expect(settle(phone, car)).toMatchObject([{ kind: "opened" }]);
    const heard = car.heard.map((message) => message.type);
    expect(heard).toEqual(["pair_request", "pair_confirmed", "link_up"]);
  });

  it("closes when the car refuses", () => {
    const pairing = new PhonePairing(new Uint8Array(16));
    const [phone, car] = [dial({ pairing }), new TestCar(proof)];
    settle(phone, car);
    car.say({ type: "pair_rejected", reason: "used" });
    expect(settle(phone, car)).toMatchObject([
      { kind: "pair_refused", reason: "used" },
      { kind: "closed", reason: "not_paired" },
    ]);
  });

  it("hears nothing but pairing before it is paired", () => {
    const [phone, car] = [
      dial({ pairing: new PhonePairing(new Uint8Array(16)) }),
      new TestCar(proof),
    ];
    settle(phone, car);
    car.say({ type: "presence", near: true });
    expect(settle(phone, car)).toMatchObject([{ kind: "closed", reason: "protocol_error" }]);
  });

  it("is closed when the car sends much before it is accepted", () => {
    const [phone, car] = [
      dial({ pairing: new PhonePairing(new Uint8Array(16)) }),
      new TestCar(proof),
    ];
    settle(phone, car);
    car.say(update(5000));
    expect(settle(phone, car)).toMatchObject([{ kind: "closed", reason: "too_large" }]);
  });
});
