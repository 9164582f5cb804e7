/** IP addresses and networks as text: `192.0.2.1`, `2001:db8::/32`. */
import { BlockList, isIP } from 'node:net';

/** An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address that it stands for. */
export function normaliseAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const plain = mapped?.[1] ?? address;
  const zone = plain.indexOf('%');
  return zone < 0 ? plain : plain.slice(0, zone);
}

/** Null for what is no address. */
export function addressFamily(text: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(text);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** `address/prefix`, or an address alone. Returns null when it is neither. */
export function parseNetwork(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = isIP(address);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const digits = slash < 0 ? String(most) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > most) return null;
  return { address, prefix: Number(digits), family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** A set of networks that can be asked whether it contains an address. */
export class NetworkSet {
  readonly #list = new BlockList();

  /** @param networks texts that `parseNetwork` accepts; others are passed over. */
  constructor(networks: readonly string[]) {
    for (const text of networks) {
      const network = parseNetwork(text);
      if (network !== null) this.#list.addSubnet(network.address, network.prefix, network.family);
    }
  }

  has(address: string): boolean {
    const plain = normaliseAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}
