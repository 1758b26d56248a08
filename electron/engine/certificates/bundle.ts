/**
 * What a router gets: one PEM file with its certificate, its key and our authority, and the lines to paste. RouterOS
 * reads several PEM blocks of one file in one `/certificate/import`; the names that it gives them end in numbers, so the
 * lines find them by fingerprint. Facts: MikroTik's manual, "RADIUS" and "Certificates" (help.mikrotik.com); with
 * RadSec RouterOS forces the secret to "radsec", and `radsec-timeout` (RouterOS 7.19.6 on, 3.3 s) is left as it is.
 */
import type { CertificateSnapshot } from '../store/reads.ts';

export interface Bundle {
  readonly fileName: string;
  /** PEM: certificate, private key, authority. */
  readonly pem: string;
  /** For the router's terminal, once the file is on it. */
  readonly commands: readonly string[];
}

/** `address` and `port`: where the router connects to; `nasName` becomes the file's name. */
export function bundleOf(
  client: CertificateSnapshot,
  authority: CertificateSnapshot,
  address: string,
  port: number,
  nasName: string,
): Bundle {
  const base = fileBase(nasName, client.id);
  const where = `address=${address} protocol=radsec certificate=${base} secret=radsec`;
  return {
    fileName: `${base}.pem`,
    pem: client.certificate + client.key + authority.certificate,
    commands: [
      `/certificate import file-name=${base}.pem passphrase=""`,
      `/certificate set [find fingerprint="${authority.fingerprint256}"] name=lastmile-ca trusted=yes`,
      `/certificate set [find fingerprint="${client.fingerprint256}"] name=${base}`,
      `/radius add service=ppp ${where} authentication-port=${port} accounting-port=${port} timeout=3s`,
      '/ppp aaa set use-radius=yes accounting=yes interim-update=5m',
      '/radius incoming set accept=yes port=3799',
    ],
  };
}

/** A name that every file system takes, and RouterOS without quotes. */
function fileBase(nasName: string, id: number): string {
  const plain = nasName.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return `lastmile-${plain.toLowerCase() || 'nas'}-${id}`;
}
