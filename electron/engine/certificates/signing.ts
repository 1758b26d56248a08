/**
 * Makes keys and certificates (RFC 5280): an authority, our server certificate, a NAS's client certificate. RSA with
 * SHA-256, because every RouterOS that knows RadSec takes it. Loaded only when something is to be issued: the ASN.1 of
 * `@peculiar/x509` takes memory that most days need not have.
 */
import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { backdatedMs, validityMs } from './validity.ts';

export interface Issued {
  /** Common name. */
  readonly subject: string;
  /** DNS names and addresses of a server certificate. */
  readonly names: readonly string[];
  /** 32 hex digits. */
  readonly serial: string;
  /** SHA-256 over the certificate, 64 lower-case hex digits. */
  readonly fingerprint256: string;
  /** UTC ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS#8, in the clear: sealed before it is stored. */
  readonly key: string;
}

export interface Signer {
  readonly certificate: string;
  readonly key: string;
}

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1) } as const;
/** The authority's key outlives the others by far. */
const modulusBits = { authority: 3072, others: 2048 } as const;

/** RFC 5280 §4.1.2.2: positive, at most 20 octets; 126 random bits are never drawn twice. */
function newSerial(): string {
  const octets = randomBytes(16);
  octets[0] = (octets[0]! & 0x3f) | 0x40;
  return octets.toString('hex');
}

/** `now` UTC ms. `name` is how routers list it. */
export async function issueAuthority(name: string, now: number): Promise<Issued> {
  const keys = await newKeys(modulusBits.authority);
  const common = commonOf(name, now, validityMs.authority);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...common.parameters,
    name: common.parameters.subject,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return issued(common, certificate, keys, []);
}

/** `names` are what routers connect to, at least one; the first is the common name too, which RouterOS compares. */
export function issueServer(signer: Signer, names: readonly [string, ...string[]], now: number): Promise<Issued> {
  const alternatives = names.map((name) => ({
    type: isAddress(name) ? ('ip' as const) : ('dns' as const),
    value: name,
  }));
  return issueBy(signer, names[0], now, validityMs.server, names, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], true),
    new x509.SubjectAlternativeNameExtension(alternatives),
  ]);
}

export function issueClient(signer: Signer, name: string, now: number): Promise<Issued> {
  return issueBy(
    signer,
    name,
    now,
    validityMs.client,
    [],
    [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true)],
  );
}

async function issueBy(
  signer: Signer,
  name: string,
  now: number,
  lifeMs: number,
  names: readonly string[],
  purpose: readonly x509.Extension[],
): Promise<Issued> {
  const authority = new x509.X509Certificate(signer.certificate);
  // Never longer than the authority itself: OpenSSL would refuse the chain without saying why.
  const common = commonOf(name, now, Math.min(lifeMs, authority.notAfter.getTime() - now));
  const keys = await newKeys(modulusBits.others);
  const der = createPrivateKey(signer.key).export({ format: 'der', type: 'pkcs8' });
  const certificate = await x509.X509CertificateGenerator.create({
    ...common.parameters,
    issuer: authority.subjectName,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', der, rsa, false, ['sign']),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      ...purpose,
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return issued(common, certificate, keys, names);
}

interface Common {
  readonly subject: string;
  readonly parameters: {
    readonly serialNumber: string;
    readonly subject: x509.Name;
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly signingAlgorithm: typeof rsa;
  };
}

function commonOf(name: string, now: number, lifeMs: number): Common {
  const subject = name.slice(0, 64); // RFC 5280 Appendix A: ub-common-name
  const second = (at: number): Date => new Date(Math.floor(at / 1000) * 1000);
  return {
    subject,
    parameters: {
      serialNumber: newSerial(),
      // As JSON: a name with commas or quotes in it is still one name.
      subject: new x509.Name([{ CN: [{ utf8String: subject }] }]),
      notBefore: second(now - backdatedMs),
      notAfter: second(now + lifeMs),
      signingAlgorithm: rsa,
    },
  };
}

const newKeys = (modulusLength: number): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey({ ...rsa, modulusLength }, true, ['sign', 'verify']);

async function issued(
  { subject, parameters }: Common,
  certificate: x509.X509Certificate,
  keys: webcrypto.CryptoKeyPair,
  names: readonly string[],
): Promise<Issued> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' });
  return {
    subject,
    names,
    serial: parameters.serialNumber,
    fingerprint256: Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex'),
    notBefore: parameters.notBefore.getTime(),
    notAfter: parameters.notAfter.getTime(),
    certificate: `${certificate.toString('pem')}\n`,
    key: key.toString(),
  };
}

const isAddress = (name: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');
