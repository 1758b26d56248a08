/**
 * Addresses that no NAS is registered with, and what their packets claim (P05): the names in them are nobody's word, so
 * they are shown as claims and believed nowhere. At most `sourcesMax` are kept; the one that was quiet longest gives way.
 */
import { read } from '../radius/attributes.ts';
import { attributes } from '../radius/dictionary.ts';
import { codeName, parsePacket } from '../radius/packet.ts';
import type { UnknownSource } from './protocol.ts';

export const sourcesMax = 256;
/** A claim as long as a name can be; the rest of 253 octets tells nothing more. */
const claimMax = 64;
const readEveryMs = 1000;

type Open = { -readonly [K in keyof UnknownSource]: UnknownSource[K] };

export class Strangers {
  /** Ordered by last packet, the quietest first. */
  readonly #sources = new Map<string, Open>();

  saw(address: string, localPort: number, data: Uint8Array, at: number): void {
    const known = this.#sources.get(address);
    // A flood is counted and not read.
    if (known && at - known.lastAt < readEveryMs) {
      known.packets++;
      return;
    }
    const parsed = parsePacket(data);
    const claims = parsed.ok
      ? {
          packet: codeName(parsed.value.code),
          nasIdentifier: claim(read(parsed.value, attributes['NAS-Identifier'])),
          username: claim(read(parsed.value, attributes['User-Name'])),
        }
      : { packet: 'not RADIUS', nasIdentifier: '', username: '' };
    const source: Open = known ?? { address, localPort, firstAt: at, lastAt: at, packets: 0, ...claims };
    source.packets++;
    Object.assign(source, { localPort, lastAt: at }, claims);
    this.#sources.delete(address);
    this.#sources.set(address, source);
    if (this.#sources.size <= sourcesMax) return;
    for (const quietest of this.#sources.keys()) {
      this.#sources.delete(quietest);
      return;
    }
  }

  /** Newest first, without those that are registered by now. */
  list(isRegistered: (address: string) => boolean): UnknownSource[] {
    return [...this.#sources.values()].filter(({ address }) => !isRegistered(address)).reverse();
  }
}

const claim = (text: string | undefined): string => (text ?? '').slice(0, claimMax);
