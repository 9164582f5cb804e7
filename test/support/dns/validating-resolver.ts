/** A validating resolver that nobody here wrote: unbound from Debian, which knows the zones of one server only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../bench/harness/ports.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { createNameService } from '../../../src/gateways/dns/name-service.ts';
import { unpackPeer } from '../peers/peers.ts';
import { writeWrapper } from '../peers/wrapper.ts';
import type { ZoneServer } from './zone-server.ts';

export interface ValidatingResolver extends AsyncDisposable {
  readonly port: number;
}

/** @returns why there is none where the packages cannot be had. */
export async function startValidatingResolver(
  server: ZoneServer,
  zones: readonly string[],
): Promise<ValidatingResolver | string> {
  const unbound = await unpackPeer('unbound');
  if (!unbound.available) return unbound.reason;
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-unbound-'));
  const port = await freePort();
  await writeFile(join(folder, 'anchors'), await server.trustAnchors());
  await writeFile(join(folder, 'unbound.conf'), configuration(folder, port, server.port, zones));
  const program = await writeWrapper(unbound.path, 'unbound');
  const child = spawn(program, ['-d', '-c', join(folder, 'unbound.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const names = createNameService({
    clock: systemClock,
    options: () => ({ servers: [`127.0.0.1:${port}`], timeoutMs: 200, trust: 'none', families: 'ipv4-only' }),
  });
  // Each time another name, since what nobody answered is remembered for a while.
  for (let attempt = 0; (await names.txt(`${attempt}.${zones[0]}`)).kind === 'failed'; attempt++) {
    if (child.exitCode !== null || attempt > 100) throw new Error(`unbound does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, serverPort: number, zones: readonly string[]): string {
  return `
server:
    interface: 127.0.0.1
    port: ${port}
    chroot: ""
    username: ""
    directory: "${folder}"
    pidfile: ""
    use-syslog: no
    do-not-query-localhost: no
    module-config: "validator iterator"
    trust-anchor-file: "${join(folder, 'anchors')}"
    val-log-level: 2
${zones.map((zone) => `    local-zone: "${zone.split('.').at(-1)}." nodefault`).join('\n')}
remote-control:
    control-enable: no
${zones.map((zone) => `stub-zone:\n    name: "${zone}"\n    stub-addr: 127.0.0.1@${serverPort}`).join('\n')}
`;
}
