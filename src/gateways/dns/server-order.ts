/**
 * In which order name servers are asked: one that was silent where another answered comes last for a while, so that it
 * does not cost its time limit at each question. That a question is answered by none tells nothing of the servers: the
 * zone's own may be silent.
 */
import type { Clock } from '../../base/clock.ts';
import { DNS_LIMITS } from './dns-limits.ts';
import type { ServerAddress } from './exchange.ts';

export class ServerOrder {
  readonly #clock: Clock;
  /** By address and port: when one that was silent is tried again. */
  readonly #retryAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * For one question. Those of whom `isTrusted` says the same change places among themselves only: silence must not make
   * a stranger the first to be asked.
   */
  sort(servers: readonly ServerAddress[], isTrusted: (server: ServerAddress) => boolean): readonly ServerAddress[] {
    if (servers.every((server) => !this.#retryAtMs.has(keyOf(server)))) return servers;
    const silent = new Set(servers.filter((server) => this.#isSilent(server)));
    const sorted = [...servers.filter((server) => !silent.has(server)), ...silent];
    const trusted = sorted.filter(isTrusted);
    const others = sorted.filter((server) => !isTrusted(server));
    return servers.flatMap((server) => (isTrusted(server) ? trusted : others).shift() ?? []);
  }

  /** @param before those that were asked the same in vain. */
  answered(server: ServerAddress, before: readonly ServerAddress[]): void {
    this.#retryAtMs.delete(keyOf(server));
    const retryAtMs = this.#clock.monotonicMs() + DNS_LIMITS.silentServerMs;
    for (const silent of before) if (keyOf(silent) !== keyOf(server)) this.#retryAtMs.set(keyOf(silent), retryAtMs);
    for (const key of this.#retryAtMs.keys()) {
      if (this.#retryAtMs.size <= DNS_LIMITS.silentServers) break;
      this.#retryAtMs.delete(key);
    }
  }

  /** Once its time has come a single question tries it; the others wait for what comes of that. */
  #isSilent(server: ServerAddress): boolean {
    const nowMs = this.#clock.monotonicMs();
    const retryAtMs = this.#retryAtMs.get(keyOf(server));
    if (retryAtMs === undefined) return false;
    if (nowMs < retryAtMs) return true;
    this.#retryAtMs.set(keyOf(server), nowMs + DNS_LIMITS.silentServerMs);
    return false;
  }
}

function keyOf({ address, port }: ServerAddress): string {
  return `${address} ${port}`;
}
