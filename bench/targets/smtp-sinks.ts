import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForGreeting } from '../harness/ports.ts';
import { unpackedPackages } from './unpacked-packages.ts';
import { requireRoot, startUnpacked } from './unpacked-server.ts';

const START_TIMEOUT_MS = 20_000;
const BACKLOG = '1000';
const FIRST_HOST = 11;
/** Enough of the end of a counter's output to hold a whole line. */
const TAIL_BYTES = 100;

export interface Destination {
  /** The domain, `dest0.example.org` and so on. */
  readonly pattern: string;
  readonly host: string;
  readonly port: number;
}

export interface SmtpSinks {
  readonly destinations: readonly Destination[];
  /** An address at which nobody listens. */
  readonly nobody: { readonly host: string; readonly port: number };
  /** Messages taken by all of them. */
  received(): number;
  stop(): Promise<void>;
}

/** Starts Postfix's `smtp-sink` for each destination, on loopback addresses of their own. Their processor time is nobody's. */
export async function startSinks(runDir: string, count: number): Promise<SmtpSinks> {
  requireRoot('smtp-sink');
  const packages = await unpackedPackages('postfix');
  const port = await freePort();
  const nobody = { host: '127.0.0.1', port: await freePort() };
  const destinations = Array.from({ length: count }, (_, i) => ({
    pattern: `dest${i}.example.org`,
    host: `127.0.0.${FIRST_HOST + i}`,
    port,
  }));
  const counters = destinations.map(({ pattern }) => join(runDir, `${pattern}.count`));
  const sinks = startUnpacked(packages, ['sh', '-c', script(destinations, counters)], join(runDir, 'sinks.log'));
  // The last one that the shell starts; the others are there by then, or the relay tries them again.
  const last = destinations.at(-1);
  if (last !== undefined) await waitForGreeting(port, START_TIMEOUT_MS, () => sinks.isRunning, last.host);
  return {
    destinations,
    nobody,
    received: () => counters.reduce((sum, path) => sum + readCount(path), 0),
    stop: () => sinks.stop(),
  };
}

function script(destinations: readonly Destination[], counters: readonly string[]): string {
  const commands = destinations.map(
    ({ host, port }, i) => `smtp-sink -c -u nobody ${host}:${port} ${BACKLOG} > ${counters[i]} &`,
  );
  return `${commands.join(' ')} wait`;
}

/** `sess=1 quit=0 mesg=12`, each after a carriage return. */
function readCount(path: string): number {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(TAIL_BYTES);
    const length = readSync(file, tail, 0, TAIL_BYTES, Math.max(0, size - TAIL_BYTES));
    const counts = [...tail.toString('latin1', 0, length).matchAll(/mesg=(\d+)/g)];
    return Number(counts.at(-1)?.[1] ?? 0);
  } finally {
    closeSync(file);
  }
}
