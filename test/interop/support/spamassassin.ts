/** Programs of SpamAssassin, unpacked from Debian's packages. Their first lines ask for Perl's careful mode, in
 * which it loads no modules from elsewhere. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilterAddress } from '../../../src/domain/ports/content-filter.ts';
import { type Daemon, startDaemon } from './daemon.ts';

/** A message that every SpamAssassin takes for junk, put together here so that no filter stumbles over this file. */
export const GTUBE = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL', 'C.34X'].join('*');

/** @param root of the unpacked packages. */
export async function startSpamd(root: string, folder: string): Promise<{ address: FilterAddress; daemon: Daemon }> {
  const path = join(folder, 'spamd');
  const address: FilterAddress = { kind: 'unix', path };
  const args = ['-L', '-x', '-m', '1', `--socketpath=${path}`, `--pidfile=${path}.pid`, '-s', 'null'];
  return { address, daemon: await startPerl(root, 'spamd', args, address, folder) };
}

/** A proxy: what it gets on a socket it gives on to another one, with what SpamAssassin says of it in the header. */
export async function startSpampd(
  root: string,
  folder: string,
  relayPort: number,
  port: number,
): Promise<{ address: FilterAddress; daemon: Daemon }> {
  const address: FilterAddress = { kind: 'tcp', host: '127.0.0.1', port };
  const user = process.geteuid?.() === 0 ? 'nobody' : String(process.geteuid?.());
  const group = process.geteuid?.() === 0 ? 'nogroup' : String(process.getegid?.());
  const args = [
    '--nodetach',
    '--host=127.0.0.1',
    `--port=${port}`,
    '--relayhost=127.0.0.1',
    `--relayport=${relayPort}`,
  ];
  const more = [
    '--children=1',
    `--user=${user}`,
    `--group=${group}`,
    `--homedir=${folder}`,
    '--local-only',
    '--logsock=inet',
  ];
  return { address, daemon: await startPerl(root, 'spampd', [...args, ...more, '--tagall'], address, folder) };
}

async function startPerl(
  root: string,
  program: string,
  args: readonly string[],
  address: FilterAddress,
  folder: string,
): Promise<Daemon> {
  const libraries = join(root, 'usr/lib');
  const places = [join(root, 'usr/share/perl5')];
  for (const architecture of await readdir(libraries).catch(() => [])) {
    const modules = join(libraries, architecture, 'perl5');
    if (!existsSync(modules)) continue;
    places.push(...(await readdir(modules)).map((version) => join(modules, version)));
  }
  const include = places.map((place) => `-I${place}`);
  // The rules are where the packages were unpacked, and not where these programs look for them.
  const start = [
    'use Mail::SpamAssassin;',
    `@Mail::SpamAssassin::default_rules_path = ('${root}/usr/share/spamassassin');`,
    `@Mail::SpamAssassin::site_rules_path = ('${root}/etc/spamassassin');`,
    `$0 = '${join(root, 'usr/sbin', program)}'; do $0; die $@ if $@;`,
  ];
  return await startDaemon('/usr/bin/perl', [...include, '-e', start.join(' '), '--', ...args], address, folder);
}
