/** How many connections are open, in all and from each address. */
import { networkOf } from '../../domain/access/network-of.ts';

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
