/**
 * Secrets at rest: AES-256-GCM under the installation's key.
 *
 * A sealed value is `version (1) | nonce (12) | ciphertext | tag (16)`. The additional data is the place it belongs
 * to (`subscribers.password`), so a sealed NAS secret pasted into a subscriber's row does not open. It is not bound to
 * the row's id, because rows are sealed before the writer gives them one. Nonces are random: 96 bits stay far from a
 * repeat for the number of secrets that an ISP ever stores (NIST SP 800-38D §8.3: up to 2^32 under one key).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Where a sealed value lives: table and column. */
export type SealedPlace =
  | 'subscribers.password'
  | 'nas.secret'
  | 'nas.api_password'
  | 'certificates.key'
  | 'store_meta.key_check';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** The value was sealed with another key, for another place, or was altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export interface Sealer {
  seal(place: SealedPlace, clear: string): Buffer;
  /** @throws SealBroken */
  unseal(place: SealedPlace, sealed: Uint8Array): string;
}

/** @param key 32 octets (`key-file.ts`); kept by reference. */
export function createSealer(key: Uint8Array): Sealer {
  if (key.length !== keyBytes) throw new RangeError(`The key has ${key.length} octets; it needs ${keyBytes}.`);
  return {
    seal(place, clear) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(place));
      const body = cipher.update(clear, 'utf8');
      cipher.final();
      return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
    },
    unseal(place, sealed) {
      if (sealed.length < 1 + nonceBytes + tagBytes) throw new SealBroken(`${place}: too short to be a sealed value`);
      if (sealed[0] !== version) throw new SealBroken(`${place}: sealed by version ${sealed[0]}, not ${version}`);
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
      const clear = decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes));
      try {
        decipher.final();
      } catch {
        throw new SealBroken(`${place}: sealed with another key, for another place, or altered`);
      }
      return clear.toString('utf8');
    },
  };
}
