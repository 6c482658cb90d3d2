// Who a device is: an Ed25519 key, the id derived from it, and the proof that ties it to a link.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { DeviceInfo, IdentityProof } from "../wire/schema";
import { concat, toBase64Url, utf8, type Bytes } from "./bytes";

/** Code points in a device's name: it is shown before the peer is trusted. */
export const MAX_NAME_LENGTH = 64;

const ID_BYTES = 16;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const CONTEXT = utf8("segue-link-static-v1");

/** A device's private key, wherever it is kept. */
export interface DeviceKey {
  readonly publicKey: Uint8Array;
  sign(message: Bytes): Promise<Uint8Array>;
}

/** The other side is not who it should be. */
export class IdentityError extends Error {
  override name = "IdentityError";
}

/** Return the id of the device with this public key: 22 characters of base64url. */
export function deviceIdOf(publicKey: Uint8Array): string {
  return toBase64Url(sha256(publicKey).subarray(0, ID_BYTES));
}

/** Return the handshake payload by which `key` vouches for a Noise static public key. */
export async function prove(
  key: DeviceKey,
  name: string,
  kind: DeviceInfo["kind"],
  noiseStaticPublic: Uint8Array,
): Promise<IdentityProof> {
  if (!isName(name)) throw new IdentityError(`No peer would accept the name "${name}".`);
  const device = { device_id: deviceIdOf(key.publicKey), public_key: key.publicKey, name, kind };
  const signature = await key.sign(concat(CONTEXT, noiseStaticPublic));
  return { type: "identity_proof", device, signature };
}

/** Return the device that proved itself on this link. Throws IdentityError. */
export function checkProof(proof: IdentityProof, noiseStaticPublic: Uint8Array): DeviceInfo {
  const { device, signature } = proof;
  if (!isBytes(device?.public_key, KEY_BYTES) || !isBytes(signature, SIGNATURE_BYTES)) {
    throw new IdentityError("A device's proof is malformed.");
  }
  if (device.device_id !== deviceIdOf(device.public_key)) {
    throw new IdentityError("A device showed an id that is not its key's.");
  }
  const message = concat(CONTEXT, noiseStaticPublic);
  // zip215: false is the strict rule of RFC 8032, which the other side uses too.
  if (!ed25519.verify(signature, message, device.public_key, { zip215: false })) {
    throw new IdentityError("A device could not prove that its key is its own.");
  }
  if (!isName(device.name)) {
    throw new IdentityError("A device showed a name that is empty, too long or not printable.");
  }
  return device;
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}

/** No controls, formats, private use, surrogates or separators but the space. */
function isName(name: unknown): name is string {
  if (typeof name !== "string" || /^ *$/.test(name) || [...name].length > MAX_NAME_LENGTH) return false;
  return !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(name);
}
