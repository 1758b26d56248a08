/** What the checks ask of an Access-Request: each attribute is found in the packet at most once, and only when asked. */
import { read } from '../../radius/attributes.ts';
import { attributes } from '../../radius/dictionary.ts';
import type { RadiusPacket } from '../../radius/packet.ts';

/** Text attributes that are absent are ''. */
export interface RequestFacts {
  readonly username: string;
  readonly callingStationId: string;
  readonly calledStationId: string;
  /** The dictionary's name (`Ethernet`, `Virtual`), or the number where it has none; undefined when absent. */
  readonly nasPortType: string | number | undefined;
  readonly nasPortId: string;
  readonly nasIdentifier: string;
  readonly nasIpAddress: string;
  readonly serviceType: string | number | undefined;
  readonly framedProtocol: string | number | undefined;
}

const userName = attributes['User-Name'];
const callingStationId = attributes['Calling-Station-Id'];
const calledStationId = attributes['Called-Station-Id'];
const nasPortType = attributes['NAS-Port-Type'];
const nasPortId = attributes['NAS-Port-Id'];
const nasIdentifier = attributes['NAS-Identifier'];
const nasIpAddress = attributes['NAS-IP-Address'];
const serviceType = attributes['Service-Type'];
const framedProtocol = attributes['Framed-Protocol'];

/** The facts of a packet. Every login asks for the user name; the rest waits until a check wants it. */
export class PacketFacts implements RequestFacts {
  readonly #packet: RadiusPacket;
  readonly username: string;
  #callingStationId: string | undefined;

  constructor(packet: RadiusPacket) {
    this.#packet = packet;
    this.username = read(packet, userName) ?? '';
  }

  get callingStationId(): string {
    this.#callingStationId ??= read(this.#packet, callingStationId) ?? '';
    return this.#callingStationId;
  }

  get calledStationId(): string {
    return read(this.#packet, calledStationId) ?? '';
  }

  get nasPortType(): string | number | undefined {
    return read(this.#packet, nasPortType);
  }

  get nasPortId(): string {
    return read(this.#packet, nasPortId) ?? '';
  }

  get nasIdentifier(): string {
    return read(this.#packet, nasIdentifier) ?? '';
  }

  get nasIpAddress(): string {
    return read(this.#packet, nasIpAddress) ?? '';
  }

  get serviceType(): string | number | undefined {
    return read(this.#packet, serviceType);
  }

  get framedProtocol(): string | number | undefined {
    return read(this.#packet, framedProtocol);
  }
}
