/**
 * The RouterOS lines that make the wall behind Mikrotik-Address-List (W5, X55): whoever is on the list reaches DNS, the
 * portal and what is added as allowed; its plain web pages are led to the portal, everything else is refused.
 *
 * Filter rules and address lists: RouterOS manual, Firewall. PPP puts a session's address on the list that RADIUS names
 * and takes it off at the end. One rule goes first in `forward`, above fasttrack, which would pass the wall by.
 */
export interface Wall {
  readonly addressList: string;
  readonly pool: string | null;
  /** The portal as subscribers reach it. */
  readonly portalAddress: string;
  readonly portalPort: number;
}

const allowed = 'walled-allowed';
const comment = 'comment="lastmile wall"';
const quoted = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);

export function wallLines({ addressList, pool, portalAddress, portalPort }: Wall): readonly string[] {
  const list = quoted(addressList);
  return [
    ...(pool === null ? [] : [`/ip pool add name=${quoted(pool)} ranges=10.255.0.10-10.255.7.254 ${comment}`]),
    `/ip firewall address-list add list=${allowed} address=${portalAddress} ${comment}`,
    `/ip firewall filter add chain=walled dst-address-list=${allowed} action=accept ${comment}`,
    `/ip firewall filter add chain=walled protocol=udp dst-port=53 action=accept ${comment}`,
    `/ip firewall filter add chain=walled protocol=tcp dst-port=53 action=accept ${comment}`,
    `/ip firewall filter add chain=walled action=reject reject-with=icmp-admin-prohibited ${comment}`,
    `/ip firewall filter add chain=forward src-address-list=${list} action=jump jump-target=walled place-before=0 ${comment}`,
    `/ip firewall nat add chain=dstnat src-address-list=${list} dst-address-list=!${allowed} protocol=tcp dst-port=80 action=dst-nat to-addresses=${portalAddress} to-ports=${portalPort} ${comment}`,
  ];
}
