/**
 * Is an Access-Request without Message-Authenticator from a NAS with the wrong shared secret? Nothing in such a
 * packet is signed, but a User-Password decrypted with the wrong secret is noise, and noise does not look like a
 * password (N7). A wrong secret gets no answer and is named to the operator; a wrong password gets a reject.
 */

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * `plain` is what decryption gave, padding removed. Noise fills whole blocks of 16 (random octets end in 0 only once in
 * 256), and is neither UTF-8 nor free of control characters. A password typed in an old code page is shorter than its
 * blocks or, if it fills them, free of control characters: it counts as noise only if it is 16 octets of non-UTF-8.
 * Random octets pass as a password about once in 2,000 times, and are then rejected as a wrong password.
 */
export function looksLikeNoise(plain: Uint8Array): boolean {
  const hasControls = plain.some((octet) => octet < 0x20 || octet === 0x7f);
  if (hasControls) return true;
  if (plain.length === 0 || plain.length % 16 !== 0) return false;
  try {
    decoder.decode(plain);
    return false;
  } catch {
    return true;
  }
}
