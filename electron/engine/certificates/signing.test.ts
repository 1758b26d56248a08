import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueAuthority, issueClient, issueServer } from './signing.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0, 500);
const authority = await issueAuthority('Lastmile RADIUS', now);
const server = await issueServer(authority, ['192.0.2.10', 'radius.example.net', '2001:db8::1'], now);
const client = await issueClient(authority, 'Tower 1, "north", برج', now);

const read = ({ certificate }: { readonly certificate: string }) => new X509Certificate(certificate);

describe('the certificates that are issued, as OpenSSL reads them', () => {
  it('the authority signs itself, is an authority, and has a long key', () => {
    const seen = read(authority);
    expect(seen.ca).toBe(true);
    expect(seen.subject).toBe('CN=Lastmile RADIUS');
    expect(seen.verify(seen.publicKey)).toBe(true);
    expect(seen.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
  });

  it.each([
    ['server', server, '1.3.6.1.5.5.7.3.1'],
    ['client', client, '1.3.6.1.5.5.7.3.2'],
  ])(
    'a %s certificate is of the authority, is none itself, has one purpose and its own key',
    (_kind, issued, purpose) => {
      const seen = read(issued);
      expect(seen.checkIssued(read(authority))).toBe(true);
      expect(seen.verify(read(authority).publicKey)).toBe(true);
      expect(seen.ca).toBe(false);
      expect(seen.keyUsage).toEqual([purpose]);
      expect(seen.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(issued.fingerprint256);
      expect(seen.serialNumber.toLowerCase()).toBe(issued.serial);
    },
  );

  it('the server’s names are those that routers connect to, the first as common name too', () => {
    const seen = read(server);
    expect(seen.subject).toBe('CN=192.0.2.10');
    expect(seen.checkIP('192.0.2.10')).toBe('192.0.2.10');
    expect(seen.checkIP('2001:db8::1')).toBe('2001:db8::1');
    expect(seen.checkHost('radius.example.net')).toBe('radius.example.net');
    expect(seen.checkHost('elsewhere.example.net')).toBeUndefined();
  });

  it('a name with commas, quotes and Arabic in it is one name', () => {
    expect(client.subject).toBe('Tower 1, "north", برج');
    expect(read(client).toLegacyObject().subject.CN).toBe('Tower 1, "north", برج');
  });

  it('each begins an hour ago, ends as decided, on whole seconds', () => {
    const hour = 3_600_000;
    const years = (n: number): number => n * 365 * 24 * hour;
    for (const [issued, life] of [
      [authority, years(20)],
      [server, years(2)],
      [client, years(3)],
    ] as const) {
      expect(issued.notBefore).toBe(now - hour - 500);
      expect(issued.notAfter).toBe(now + life - 500);
      expect(Date.parse(read(issued).validTo)).toBe(issued.notAfter);
    }
  });

  it('nothing outlives the authority', async () => {
    const late = authority.notAfter - 3_600_000;
    expect((await issueClient(authority, 'late', late)).notAfter).toBe(authority.notAfter);
  });

  it('serial numbers are random, positive and longer than 64 bits', () => {
    const serials = [authority, server, client].map(({ serial }) => serial);
    expect(new Set(serials).size).toBe(3);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });
});
