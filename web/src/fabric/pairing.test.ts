import { describe, expect, it } from "vitest";
import type { DeviceInfo } from "../wire/schema";
import {
  checkCode,
  linkUrl,
  pairProof,
  PairCodeError,
  PairingError,
  pairUrl,
  parsePairUrl,
  PhonePairing,
} from "./pairing";

const URL_TEXT =
  "http://localhost:8420/phone/#pair=1.Zmh6rfhivXdsj8GLjp-OIA.AAECAwQFBgcICQoLDA0ODw";
const SECRET = Uint8Array.from({ length: 16 }, (_, index) => index);
const HASH = new Uint8Array(32);
const CAR: DeviceInfo = { device_id: "c", public_key: HASH, name: "Car", kind: "car" };

function reasonOf(text: string): string {
  try {
    parsePairUrl(text);
  } catch (error) {
    if (error instanceof PairCodeError) return error.reason;
  }
  return "accepted";
}

describe("the pairing code", () => {
  it("is read as Python writes it", () => {
    const code = parsePairUrl(` ${URL_TEXT}\n`);
    expect(code).toEqual({
      origin: "http://localhost:8420",
      deviceId: "Zmh6rfhivXdsj8GLjp-OIA",
      secret: SECRET,
    });
    expect(pairUrl(code)).toBe(URL_TEXT);
  });

  it("leads to the link of the car that showed it", () => {
    expect(linkUrl("http://localhost:8420")).toBe("ws://localhost:8420/link");
    expect(linkUrl("https://[fd00::7]:8421")).toBe("wss://[fd00::7]:8421/link");
  });

  it.each([
    "",
    "hello",
    "http://localhost:8420/phone/",
    "ftp://localhost/#pair=1.a.b",
    "http://localhost:99999999/#pair=1.a.b",
    "http://user@localhost:8420/phone/#pair=1.a.b",
    "#pair=1.a.b",
  ])("is not found in %j", (text) => {
    expect(reasonOf(text)).toBe("not_a_code");
  });

  it.each([
    URL_TEXT.slice(0, -1),
    `${URL_TEXT}A`,
    `${URL_TEXT}.A`,
    URL_TEXT.replace("AAECAw", "AA*CAw"),
    URL_TEXT.replace("Zmh6", "Zmh"),
    `${URL_TEXT.slice(0, -1)}x`,
    URL_TEXT.replace("=1.", "=."),
    URL_TEXT.replace("=1.", "=x."),
  ])("is damaged in %j", (text) => {
    expect(reasonOf(text)).toBe("damaged");
  });

  it("says when it is of another version", () => {
    expect(reasonOf(URL_TEXT.replace("=1.", "=2."))).toBe("version");
  });
});

describe("what both sides derive", () => {
  it("is what Python derives", () => {
    const proof = Buffer.from(pairProof(SECRET, HASH)).toString("hex");
    expect(proof).toBe(
      "34536c37526ba657066cb18bcb69e34f272d1a56760c4a4de021899e8aad3567",
    );
    expect(checkCode(HASH)).toBe("984892");
  });
});

describe("the phone's side of a pairing", () => {
  function begun(): PhonePairing {
    const pairing = new PhonePairing(SECRET);
    pairing.begin(CAR, HASH);
    return pairing;
  }

  it("goes from proof to confirmation", () => {
    const pairing = begun();
    expect(pairing.toSend()).toEqual({ type: "pair_request", proof: pairProof(SECRET, HASH) });
    pairing.receive({ type: "pair_pending", check_code: checkCode(HASH) });
    expect(pairing.nextEvent()).toEqual({ kind: "pair_waiting", checkCode: checkCode(HASH) });
    pairing.receive({ type: "pair_accepted", space_id: "s", addresses: ["ws://a"] });
    expect(pairing.nextEvent()).toEqual({
      kind: "pair_granted",
      car: CAR,
      spaceId: "s",
      addresses: ["ws://a"],
    });
    expect(pairing.confirmed).toBe(false);
    pairing.stored();
    expect(pairing.toSend()).toEqual({ type: "pair_confirmed" });
    expect(pairing.confirmed).toBe(true);
  });

  it("ends when the car refuses", () => {
    const pairing = begun();
    pairing.receive({ type: "pair_rejected", reason: "expired" });
    expect(pairing.refused).toBe(true);
    expect(pairing.nextEvent()).toEqual({ kind: "pair_refused", reason: "expired" });
  });

  it("refuses a car that shows another check code", () => {
    expect(() => begun().receive({ type: "pair_pending", check_code: "000000" })).toThrow(
      PairingError,
    );
  });

  it("refuses a car that accepts before the person was asked", () => {
    const accepted = { type: "pair_accepted", space_id: "s", addresses: [] } as const;
    expect(() => begun().receive({ ...accepted, addresses: [] })).toThrow(PairingError);
  });

  it("refuses to confirm what was not granted", () => {
    expect(() => begun().stored()).toThrow(PairingError);
  });
});
