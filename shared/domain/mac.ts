import { fault, ok, type Result } from './result.ts';

const SPELLINGS = [
  /^[0-9a-f]{12}$/i,
  /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i,
];

/**
 * A MAC address as RouterOS prints it, `AA:BB:CC:DD:EE:FF`, from any common spelling (colons, dashes, Cisco dots, bare).
 *
 * Calling-Station-Id of L2TP and PPTP is the peer's IP address (routeros.md §3): that is a fault, not a MAC.
 */
export function normaliseMac(text: string): Result<string, string> {
  const typed = text.trim();
  if (!SPELLINGS.some((spelling) => spelling.test(typed))) {
    return fault(`"${typed}" is not a MAC address; write for example 4C:5E:0C:12:34:56`);
  }
  const digits = typed.replaceAll(/[:.-]/g, '').toUpperCase();
  return ok(digits.match(/../g)!.join(':'));
}

const CANONICAL = /^[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/;

/** Calling-Station-Id for comparison: any spelling of a MAC is the same station, other texts are themselves. */
export function stationOf(callingStationId: string): string {
  if (CANONICAL.test(callingStationId)) return callingStationId; // as RouterOS sends it, with every packet
  const mac = normaliseMac(callingStationId);
  return mac.ok ? mac.value : callingStationId;
}
