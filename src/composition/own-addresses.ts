/** Which addresses lead to this machine: mail that would be sent there is in a loop. */
import { networkInterfaces } from 'node:os';
import type { Clock } from '../base/clock.ts';
import { NetworkSet } from '../base/network.ts';

/** How long the addresses of this machine are taken to be as they were. */
const REREAD_AFTER_MS = 30_000;
/** The loopback networks, and the addresses that stand for none: a connection to those ends here, too. */
const HERE = ['127.0.0.0/8', '0.0.0.0/8', '::/127'];

/** @param list the addresses of this machine, as the system has them now. */
export function createOwnAddresses(clock: Clock, list = listAddresses): (address: string) => boolean {
  let known = new NetworkSet(HERE);
  let readAtMs = -Infinity;
  return (address) => {
    if (clock.monotonicMs() - readAtMs >= REREAD_AFTER_MS) {
      readAtMs = clock.monotonicMs();
      known = new NetworkSet([...HERE, ...list().map((each) => each.split('%', 1)[0] ?? '')]);
    }
    return known.has(address);
  };
}

function listAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
}
