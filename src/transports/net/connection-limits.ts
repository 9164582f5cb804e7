/** How many connections are open, in all and from each address. */
import { isIPv6 } from 'node:net';

export type Refusal = 'too-many-connections' | 'too-many-from-address' | 'shutting-down';

/** One counter; several listeners may share one. */
export class ConnectionCounter {
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  from(address: string): number {
    return this.#byAddress.get(networkOf(address)) ?? 0;
  }

  open(address: string): void {
    const key = networkOf(address);
    this.#total += 1;
    this.#byAddress.set(key, (this.#byAddress.get(key) ?? 0) + 1);
  }

  close(address: string): void {
    const key = networkOf(address);
    const left = (this.#byAddress.get(key) ?? 0) - 1;
    this.#total -= 1;
    if (left > 0) this.#byAddress.set(key, left);
    else this.#byAddress.delete(key);
  }
}

/** Whoever has one IPv6 address has at least the /64 around it. RFC 6177 */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0') : [];
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
