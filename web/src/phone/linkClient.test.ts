import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LocalDevice } from "../fabric/link";
import { CAR_ID, carProof, phoneOf, TestCar } from "../fabric/testing/car";
import type { ChannelMessage } from "../wire/schema";
import { LinkClient, type LinkHandler } from "./linkClient";

/** A WebSocket whose other end is a TestCar; each one is kept in `dialled`. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static dialled: FakeSocket[] = [];
  readonly car = new TestCar(proof);
  readyState = 0;

  constructor(readonly url: string) {
    super();
    if (url.startsWith("bad:")) throw new SyntaxError("not a WebSocket URL");
    FakeSocket.dialled.push(this);
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    const answer = this.car.receive(frame);
    if (answer) this.deliver(answer);
  }

  /** Let the car say something. */
  say(message: ChannelMessage): void {
    this.car.say(message);
    const { channel } = this.car;
    for (let frame = channel?.nextFrame(); frame; frame = channel?.nextFrame()) this.deliver(frame);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    queueMicrotask(() => this.dispatchEvent(new Event("close")));
  }

  private deliver(frame: Uint8Array<ArrayBuffer>): void {
    queueMicrotask(() =>
      this.dispatchEvent(new MessageEvent("message", { data: frame.buffer })),
    );
  }
}

const proof = await carProof();
const local: LocalDevice = await phoneOf(1);
const A = "ws://a.test/link";
const B = "ws://b.test/link";

function handler() {
  return {
    pairWaiting: vi.fn(),
    pairGranted: vi.fn(async () => {}),
    remember: vi.fn(async () => {}),
    linkUp: vi.fn(),
    linkMessage: vi.fn<LinkHandler["linkMessage"]>(),
    linkDown: vi.fn(),
    linkEnded: vi.fn(),
  } satisfies LinkHandler;
}

const sockets = () => FakeSocket.dialled;
const last = () => sockets().at(-1)!;
/** Let promises run without letting time pass. */
const turn = () => vi.advanceTimersByTimeAsync(0);

async function up(heard: LinkHandler): Promise<LinkClient> {
  const client = new LinkClient(local, { deviceId: CAR_ID, addresses: [A] }, heard);
  client.start();
  last().open();
  await turn();
  last().say({ type: "link_up", boot_id: "b", addresses: [B] });
  await turn();
  expect(heard.linkUp).toHaveBeenCalledOnce();
  return client;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.dialled = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the phone's link", () => {
  it("dials again after a wait, at every address it remembers", async () => {
    const client = new LinkClient(local, { deviceId: CAR_ID, addresses: [A, B] }, handler());
    client.start();
    last().close();
    await vi.advanceTimersByTimeAsync(500);
    last().close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets().map((socket) => socket.url)).toEqual([A, B, A]);
    client.stop();
  });

  it("does not wait for a car that does not answer the call", async () => {
    const client = new LinkClient(local, { deviceId: CAR_ID, addresses: [A] }, handler());
    client.start();
    await vi.advanceTimersByTimeAsync(5_000 + 1_000);
    expect(sockets()).toHaveLength(2);
    client.stop();
  });

  it("dials at once when the network is back", async () => {
    const listeners = new EventTarget();
    vi.stubGlobal("addEventListener", listeners.addEventListener.bind(listeners));
    const client = new LinkClient(local, { deviceId: CAR_ID, addresses: [A] }, handler());
    client.start();
    for (let tries = 1; tries <= 6; tries += 1) {
      last().close();
      await vi.advanceTimersByTimeAsync(15_000);
    }
    last().close();
    await turn();
    const before = sockets().length;
    listeners.dispatchEvent(new Event("online"));
    expect(sockets()).toHaveLength(before + 1);
    client.stop();
  });

  it("goes on to the next address when a page may not dial one", async () => {
    const addresses = ["bad:address", B];
    const client = new LinkClient(local, { deviceId: CAR_ID, addresses }, handler());
    client.start();
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets().map((socket) => socket.url)).toEqual([B]);
    client.stop();
  });

  it("remembers what worked first, then what the car told", async () => {
    const heard = handler();
    const client = await up(heard);
    expect(heard.remember).toHaveBeenCalledWith([A, B]);
    client.stop();
  });

  it("dials no address that the page's own rules forbid", async () => {
    vi.stubGlobal("location", new URL("https://a.test/phone/"));
    const heard = handler();
    const client = await up(heard);
    expect(heard.remember).toHaveBeenCalledWith([A]);
    client.stop();
  });

  it("stops for good when the car has removed this phone", async () => {
    const heard = handler();
    await up(heard);
    last().say({ type: "bye", reason: "unpaired", detail: "" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.linkDown).toHaveBeenCalledOnce();
    expect(heard.linkEnded).toHaveBeenCalledWith("not_paired");
    expect(sockets()).toHaveLength(1);
  });

  it("starts over when a message could not be handled", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const heard = handler();
    heard.linkMessage.mockRejectedValueOnce(new Error("disk full"));
    const client = await up(heard);
    last().say({ type: "presence", near: true });
    await turn();
    expect(complaint).toHaveBeenCalledOnce();
    expect(heard.linkDown).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(sockets().length).toBeGreaterThan(1);
    client.stop();
  });

  it("says goodbye and stays silent when it is stopped", async () => {
    const heard = handler();
    const client = await up(heard);
    client.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last().car.heard.at(-1)).toMatchObject({ type: "bye", reason: "shutdown" });
    expect(sockets()).toHaveLength(1);
    expect(heard.linkEnded).not.toHaveBeenCalled();
    expect(client.send({ type: "presence", near: true })).toBe(false);
  });
});
