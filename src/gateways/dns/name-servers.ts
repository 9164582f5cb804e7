/** Which resolvers are asked: those of the settings, else those of the system. resolv.conf(5) */
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { DNS_LIMITS } from './dns-limits.ts';
import type { ServerAddress } from './exchange.ts';

const DNS_PORT = 53;
/** How long the file is taken to be as it was. */
const REREAD_AFTER_MS = 30_000;

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`; null for anything else. */
export function parseServerAddress(text: string): ServerAddress | null {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT };
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  return isIP(address) !== 0 && port > 0 && port <= 65_535 ? { address, port } : null;
}

/** The `nameserver` lines of resolv.conf; without any, the resolver of this machine. */
export function parseResolvConf(text: string): ServerAddress[] {
  const servers = [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)].flatMap(([, address = '']) =>
    isIP(address) === 0 ? [] : [{ address, port: DNS_PORT }],
  );
  return servers.length === 0 ? [{ address: '127.0.0.1', port: DNS_PORT }] : servers.slice(0, DNS_LIMITS.servers);
}

/** The system's resolvers, read again when they may have changed. */
export function createSystemServers(clock: Clock, file = '/etc/resolv.conf'): () => Promise<readonly ServerAddress[]> {
  let known: readonly ServerAddress[] = [];
  let readAtMs = -Infinity;
  return async () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - readAtMs >= REREAD_AFTER_MS) {
      readAtMs = nowMs;
      known = parseResolvConf(await readFile(file, 'utf8').catch(() => ''));
    }
    return known;
  };
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}
