import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import type { IdentityProof } from "../wire/schema";
import { fromBase64Url, toBase64Url } from "./bytes";
import { checkProof, deviceIdOf, IdentityError, prove, type DeviceKey } from "./identity";

const STATIC = Uint8Array.from({ length: 32 }, (_, index) => index);

function key(seed: number): DeviceKey {
  const secret = new Uint8Array(32).fill(seed);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  };
}

const proof = (name = "Ada's phone") => prove(key(0), name, "phone", STATIC);

function altered(proved: IdentityProof, changes: Partial<IdentityProof["device"]>): IdentityProof {
  return { ...proved, device: { ...proved.device, ...changes } };
}

describe("identity", () => {
  it("derives the id that Python derives", () => {
    expect(deviceIdOf(new Uint8Array(32))).toBe("Zmh6rfhivXdsj8GLjp-OIA");
  });

  it("gives the device of a proof made for this session", async () => {
    const proved = await proof("小米 SU7");
    expect(checkProof(proved, STATIC)).toEqual(proved.device);
  });

  it("refuses a proof made for another session", async () => {
    const proved = await proof();
    expect(() => checkProof(proved, new Uint8Array(32))).toThrow(/could not prove/);
  });

  it("refuses an id that is not the key's", async () => {
    const proved = altered(await proof(), { device_id: "A".repeat(22) });
    expect(() => checkProof(proved, STATIC)).toThrow(/not its key's/);
  });

  it("refuses another's key with an own signature", async () => {
    const { publicKey } = key(1);
    const proved = altered(await proof(), {
      public_key: publicKey,
      device_id: deviceIdOf(publicKey),
    });
    expect(() => checkProof(proved, STATIC)).toThrow(/could not prove/);
  });

  it.each([{}, { device: null }, { device: { public_key: "text" } }])(
    "refuses what is no proof: %j",
    (nonsense) => {
      expect(() => checkProof(nonsense as unknown as IdentityProof, STATIC)).toThrow(IdentityError);
    },
  );

  it.each(["", "   ", "x".repeat(65), "two\nlines", "\u202eevil", "\u001b[31m", "no\u00a0break"])(
    "refuses the name %j on both sides",
    async (name) => {
      await expect(proof(name)).rejects.toThrow(IdentityError);
      const proved = altered(await proof(), { name });
      expect(() => checkProof(proved, STATIC)).toThrow(/name/);
    },
  );
});

describe("base64url", () => {
  it("brings every byte back", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  });

  it.each(["A", "AA=", "A+A", "A/A", "AB", "Ä"])("refuses %j", (text) => {
    expect(fromBase64Url(text)).toBeNull();
  });
});
