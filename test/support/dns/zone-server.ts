/** A DNS server that nobody here wrote: knot from Debian, with zones that a test gives, on a port of the loopback. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../bench/harness/ports.ts';
import { unpackPeer } from '../peers/peers.ts';
import { writeWrapper } from '../peers/wrapper.ts';

export interface ZoneServer extends AsyncDisposable {
  readonly port: number;
  /** DS records of the signed zones, one a line: what a validating resolver has to know. */
  trustAnchors(): Promise<string>;
}

/**
 * Serves zones by their names (`example.test`); names outside of them are refused. Each text is the zone's records in
 * the form of RFC 1035, without SOA and NS.
 *
 * @param signed those that are signed, with keys made for the purpose.
 * @returns why there is none where the packages cannot be had.
 */
export async function startZoneServer(
  zones: Readonly<Record<string, string>>,
  signed: readonly string[] = [],
): Promise<ZoneServer | string> {
  const knot = await unpackPeer('knot');
  if (!knot.available) return knot.reason;
  const program = await writeWrapper(knot.path, 'knotd');
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-knot-'));
  const port = await freePort();
  await mkdir(join(folder, 'zones'));
  for (const [name, text] of Object.entries(zones)) {
    await writeFile(join(folder, 'zones', `${name}.zone`), `${header(name)}${text}\n`);
  }
  await writeFile(join(folder, 'knot.conf'), configuration(folder, port, Object.keys(zones), signed));
  const server = spawn(program, ['-c', join(folder, 'knot.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  await answers(server, port, Object.keys(zones)[0] ?? '');
  return {
    port,
    async trustAnchors() {
      const keymgr = await writeWrapper(knot.path, 'keymgr');
      const args = (zone: string) => ['-c', join(folder, 'knot.conf'), zone, 'ds'];
      const outputs = await Promise.all(signed.map((zone) => promisify(execFile)(keymgr, args(zone))));
      return outputs.map(({ stdout }) => stdout).join('');
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function header(name: string): string {
  return `$ORIGIN ${name}.\n$TTL 60\n@ SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 60\n@ NS ns.example.test.\n`;
}

function configuration(folder: string, port: number, zones: readonly string[], signed: readonly string[]): string {
  return `
server:
    listen: 127.0.0.1@${port}
    rundir: ${folder}
    background-workers: 1
    udp-workers: 1
    tcp-workers: 1
log:
  - target: stderr
    any: warning
database:
    storage: ${folder}
template:
  - id: default
    storage: ${join(folder, 'zones')}
    file: "%s.zone"
    zonefile-sync: -1
    journal-content: none
zone:
${zones.map((name) => `  - domain: ${name}${signed.includes(name) ? '\n    dnssec-signing: on' : ''}`).join('\n')}
`;
}

/** Waits until the server answers a question about its first zone; throws with what it said when it ends before. */
async function answers(server: ChildProcess, port: number, zone: string): Promise<void> {
  let said = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.exitCode !== null) throw new Error(`knotd ended: ${said}`);
    const soa = await resolver.resolveSoa(zone).catch(() => null);
    if (soa !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`knotd does not answer: ${said}`);
}
