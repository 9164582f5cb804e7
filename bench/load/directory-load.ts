import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../harness/statistics.ts';
import { LdapConnection } from './ldap-connection.ts';
import { nowMs } from './now.ts';

export interface DirectoryLoadArgs {
  readonly port: number;
  readonly connections: number;
  /** Sent by each connection before it begins, such as a bind. */
  readonly first: readonly Uint8Array[];
  /** Whole messages; every connection sends them in turn, one at a time, each beginning at another one. */
  readonly messages: readonly Uint8Array[];
  readonly durationMs: number;
  /** How long each connection waits between two messages: as people do. Absent: not at all. */
  readonly pauseMs?: number;
}

export interface DirectoryLoad {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** On average. */
  readonly entries: number;
}

/** Operations over connections that stay open. */
export async function directoryLoad(args: DirectoryLoadArgs): Promise<DirectoryLoad> {
  const { port, connections, first, messages, durationMs, pauseMs = 0 } = args;
  const open = await Promise.all(Array.from({ length: connections }, () => LdapConnection.open(port)));
  try {
    for (const connection of open) for (const message of first) await connection.run(message);
    const times: number[] = [];
    let entries = 0;
    const startedAtMs = nowMs();
    const lane = async (connection: LdapConnection, index: number): Promise<void> => {
      let next = Math.floor((index * messages.length) / connections);
      for (let sentAtMs = nowMs(); sentAtMs - startedAtMs < durationMs; ) {
        const found = await connection.run(messages[next % messages.length]);
        entries += found;
        next++;
        const doneAtMs = nowMs();
        times.push(doneAtMs - sentAtMs);
        if (pauseMs > 0) await sleep(pauseMs);
        sentAtMs = pauseMs > 0 ? nowMs() : doneAtMs;
      }
    };
    await Promise.all(open.map(lane));
    const seconds = (nowMs() - startedAtMs) / 1000;
    return {
      perSecond: times.length / seconds,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      entries: entries / times.length,
    };
  } finally {
    for (const connection of open) connection.close();
  }
}
