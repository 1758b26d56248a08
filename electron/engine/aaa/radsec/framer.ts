/**
 * RADIUS packets out of a byte stream (RFC 6613 §2.6): TLS records neither begin nor end where packets do. At most one
 * unfinished packet is held, 4,096 octets (RFC 2865 §3); a length that no packet has means that the stream is lost,
 * because nothing says where the next one begins.
 */

const headerOctets = 4;
const packetOctets = { least: 20, most: 4096 } as const;

export class Framer {
  readonly #held = Buffer.allocUnsafe(packetOctets.most);
  #heldOctets = 0;

  /** A packet has begun and is not whole yet. */
  get isUnfinished(): boolean {
    return this.#heldOctets > 0;
  }

  /**
   * Tells every packet that `chunk` completes, each a copy of its own: what waits for a commit must not keep a whole
   * TLS record alive. False: the stream is lost, and what came before the lie was told.
   */
  push(chunk: Uint8Array, onPacket: (packet: Buffer) => void): boolean {
    let at = 0;
    while (at < chunk.length) {
      const isWholeHere = this.#heldOctets === 0 && chunk.length - at >= headerOctets;
      if (isWholeHere) {
        const length = (chunk[at + 2]! << 8) | chunk[at + 3]!;
        if (!isLength(length)) return false;
        if (chunk.length - at >= length) {
          onPacket(Buffer.from(chunk.subarray(at, at + length)));
          at += length;
          continue;
        }
      }
      // A packet in pieces: first up to its length, then up to its end.
      const wanted = this.#heldOctets < headerOctets ? headerOctets : this.#lengthHeld();
      const taken = Math.min(wanted - this.#heldOctets, chunk.length - at);
      this.#held.set(chunk.subarray(at, at + taken), this.#heldOctets);
      this.#heldOctets += taken;
      at += taken;
      if (this.#heldOctets < headerOctets) continue;
      if (!isLength(this.#lengthHeld())) return false;
      if (this.#heldOctets === this.#lengthHeld()) {
        const packet = Buffer.from(this.#held.subarray(0, this.#heldOctets));
        this.#heldOctets = 0;
        onPacket(packet);
      }
    }
    return true;
  }

  #lengthHeld(): number {
    return this.#held.readUInt16BE(2);
  }
}

const isLength = (length: number): boolean => length >= packetOctets.least && length <= packetOctets.most;
