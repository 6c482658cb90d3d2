// Noise_XX_25519_ChaChaPoly_SHA256: the handshake pattern, over the primitives of @noble.
//
// Source: The Noise Protocol Framework, revision 34, sections 5 and 7.5. Names are the
// specification's: e, s own keys; re, rs the peer's; ck the chaining key; h the handshake hash.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8, type Bytes } from "./bytes";

const PROTOCOL_NAME = "Noise_XX_25519_ChaChaPoly_SHA256";
const KEY_BYTES = 32;
const TAG_BYTES = 16;
export const MAX_CIPHERTEXT_BYTES = 65_535;
export const MAX_PLAINTEXT_BYTES = MAX_CIPHERTEXT_BYTES - TAG_BYTES;

type Token = "e" | "s" | "ee" | "es" | "se";
const XX: readonly (readonly Token[])[] = [["e"], ["e", "ee", "s", "es"], ["s", "se"]];

const EMPTY = new Uint8Array();

/** A message that does not fit this session: altered, repeated, reordered or made elsewhere. */
export class NoiseError extends Error {
  override name = "NoiseError";
}

/** A key and the number of messages it has sealed or opened. */
class CipherState {
  private readonly k: Uint8Array;
  private n = 0;

  constructor(k: Uint8Array) {
    this.k = k;
  }

  encrypt(plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
    const ciphertext = chacha20poly1305(this.k, this.nonce(), ad).encrypt(plaintext);
    this.n += 1;
    return ciphertext;
  }

  decrypt(ciphertext: Uint8Array, ad: Uint8Array): Uint8Array {
    const plaintext = chacha20poly1305(this.k, this.nonce(), ad).decrypt(ciphertext);
    this.n += 1;
    return plaintext;
  }

  /** Four zero bytes and the counter, little-endian (section 12.3). */
  private nonce(): Uint8Array {
    if (this.n >= Number.MAX_SAFE_INTEGER) throw new NoiseError("The session is used up.");
    const nonce = new DataView(new ArrayBuffer(12));
    nonce.setBigUint64(4, BigInt(this.n), true);
    return new Uint8Array(nonce.buffer);
  }
}

/** What both ends have seen so far, and the key that follows from it. */
class SymmetricState {
  h: Uint8Array = utf8(PROTOCOL_NAME); // exactly HASHLEN bytes, so it is its own hash
  private ck = this.h;
  private cipher: CipherState | null = null;

  mixHash(data: Uint8Array): void {
    this.h = sha256(concat(this.h, data));
  }

  mixKey(input: Uint8Array): void {
    const [ck, k] = this.expand(input);
    this.ck = ck;
    this.cipher = new CipherState(k);
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.cipher ? this.cipher.encrypt(plaintext, this.h) : plaintext;
    this.mixHash(ciphertext);
    return ciphertext;
  }

  decryptAndHash(ciphertext: Uint8Array): Uint8Array {
    const plaintext = this.cipher ? this.cipher.decrypt(ciphertext, this.h) : ciphertext;
    this.mixHash(ciphertext);
    return plaintext;
  }

  /** The keys of the initiator's and of the responder's messages. */
  split(): [CipherState, CipherState] {
    const [first, second] = this.expand(EMPTY);
    return [new CipherState(first), new CipherState(second)];
  }

  private expand(input: Uint8Array): [Uint8Array, Uint8Array] {
    const output = hkdf(sha256, input, this.ck, EMPTY, 2 * KEY_BYTES);
    return [output.subarray(0, KEY_BYTES), output.subarray(KEY_BYTES)];
  }
}

export interface NoiseKeys {
  initiator: boolean;
  /** What both ends must have seen alike. */
  prologue: Uint8Array;
  /** X25519, 32 bytes. */
  staticSecret: Uint8Array;
  /** X25519, 32 random bytes that are used for this session only. */
  ephemeralSecret: Uint8Array;
}

/** Return the X25519 public key of a secret one. */
export function noisePublic(secret: Uint8Array): Bytes {
  return x25519.getPublicKey(secret).slice();
}

/** One end of one session: three handshake messages, then sealed frames both ways. */
export class Noise {
  private readonly symmetric = new SymmetricState();
  private readonly initiator: boolean;
  private readonly e: Uint8Array;
  private readonly s: Uint8Array;
  private re: Uint8Array = EMPTY;
  private rs: Uint8Array = EMPTY;
  private step = 0;
  private ciphers: { sending: CipherState; receiving: CipherState } | null = null;

  constructor(keys: NoiseKeys) {
    this.initiator = keys.initiator;
    this.s = keys.staticSecret;
    this.e = keys.ephemeralSecret;
    this.symmetric.mixHash(keys.prologue);
  }

  /** Whether frames may be sealed and opened. */
  get finished(): boolean {
    return this.ciphers !== null;
  }

  /** 32 bytes that are equal on both ends of this session and of no other. */
  get handshakeHash(): Bytes {
    return this.symmetric.h.slice();
  }

  /** The peer's static public key; empty before it came. */
  get remoteStatic(): Bytes {
    return this.rs.slice();
  }

  /** Return the next handshake message. Throws NoiseError when it is not this end's turn. */
  write(payload: Uint8Array = EMPTY): Bytes {
    const parts: Uint8Array[] = [];
    this.attempt(() => {
      for (const token of this.turn(true)) {
        if (token === "e") {
          const ephemeral = x25519.getPublicKey(this.e);
          parts.push(ephemeral);
          this.symmetric.mixHash(ephemeral);
        } else if (token === "s") {
          parts.push(this.symmetric.encryptAndHash(x25519.getPublicKey(this.s)));
        } else {
          this.symmetric.mixKey(this.shared(token));
        }
      }
      parts.push(this.symmetric.encryptAndHash(payload));
      this.advance();
    });
    return concat(...parts);
  }

  /** Return the payload of the peer's handshake message. Throws NoiseError. */
  read(message: Uint8Array): Bytes {
    let at = 0;
    const take = (length: number) => message.subarray(at, (at += length));
    return this.attempt(() => {
      for (const token of this.turn(false)) {
        if (token === "e") {
          this.re = exactly(take(KEY_BYTES), KEY_BYTES);
          this.symmetric.mixHash(this.re);
        } else if (token === "s") {
          this.rs = exactly(
            this.symmetric.decryptAndHash(take(KEY_BYTES + TAG_BYTES)),
            KEY_BYTES,
          );
        } else {
          this.symmetric.mixKey(this.shared(token));
        }
      }
      const payload = this.symmetric.decryptAndHash(message.subarray(at)).slice();
      this.advance();
      return payload;
    });
  }

  /** Return the next frame, 16 bytes longer than the plaintext. */
  seal(plaintext: Uint8Array): Bytes {
    if (!this.ciphers) throw new NoiseError("The handshake is not finished.");
    return this.ciphers.sending.encrypt(plaintext, EMPTY).slice();
  }

  /** Return the plaintext of the peer's next frame. Throws NoiseError. */
  open(frame: Uint8Array): Bytes {
    const ciphers = this.ciphers;
    if (!ciphers) throw new NoiseError("The handshake is not finished.");
    return this.attempt(() => ciphers.receiving.decrypt(frame, EMPTY).slice());
  }

  private turn(writing: boolean): readonly Token[] {
    const tokens = XX[this.step];
    const initiatorWrites = this.step % 2 === 0;
    if (!tokens || writing !== (initiatorWrites === this.initiator)) {
      throw new NoiseError("A handshake message came out of turn.");
    }
    return tokens;
  }

  private advance(): void {
    this.step += 1;
    if (this.step < XX.length) return;
    const [first, second] = this.symmetric.split();
    this.ciphers = this.initiator
      ? { sending: first, receiving: second }
      : { sending: second, receiving: first };
  }

  /** The Diffie-Hellman of a token: first letter the initiator's key, second the responder's. */
  private shared(token: "ee" | "es" | "se"): Uint8Array {
    const [initiators, responders] = token;
    const own = this.initiator ? initiators : responders;
    const theirs = this.initiator ? responders : initiators;
    return x25519.getSharedSecret(own === "e" ? this.e : this.s, theirs === "e" ? this.re : this.rs);
  }

  /** Every failure that a peer can cause becomes one kind of error. */
  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof NoiseError) throw error;
      throw new NoiseError("A message does not fit this session.", { cause: error });
    }
  }
}

function exactly(bytes: Uint8Array, length: number): Bytes {
  if (bytes.length !== length) throw new NoiseError("A handshake message is too short.");
  return bytes.slice();
}
