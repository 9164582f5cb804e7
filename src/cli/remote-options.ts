/** How a remote directory is named on the command line, by whatever command. REQUIREMENTS DI7 */
import type { Command } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { Failure } from '../base/failure.ts';
import type { EndpointInput } from '../wire/admin/endpoint.ts';
import type { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { readInputFile } from './input-file.ts';
import { several } from './lists.ts';
import { badOption } from './values.ts';

export type ConnectBody = EndpointInput<(typeof ENDPOINTS)['directory.connect']>['body'];

export interface RemoteOptions extends CommonOptions {
  readonly kind?: string;
  readonly bindDn?: string;
  readonly caFile?: string;
  readonly fingerprint?: string;
  readonly filter?: string;
  readonly map?: string[];
  readonly sampleUser?: string;
  readonly createDomains?: boolean;
  readonly dryRun?: boolean;
}

const KINDS = ['openldap', '389ds', 'active-directory'] as const;

export function addRemoteOptions(command: Command, t: Translate): Command {
  return command
    .option('--kind <kind>', t('cli.directory.option.kind'))
    .option('--bind-dn <dn>', t('cli.directory.option.bind-dn'))
    .option('--ca-file <file>', t('cli.directory.option.ca-file'))
    .option('--fingerprint <sha256>', t('cli.directory.option.fingerprint'))
    .option('--filter <filter>', t('cli.directory.option.filter'))
    .option('--map <field=attribute>', t('cli.directory.option.map'), several)
    .option('--sample-user <user>', t('cli.directory.option.sample-user'))
    .option('--create-domains', t('cli.directory.option.create-domains'))
    .option('--dry-run', t('cli.directory.option.dry-run'));
}

/** Reads the passwords that the options call for. Throws Failure `invalid`, `not-found` (the file). */
export async function connectBody(
  context: CliContext,
  where: Pick<ConnectBody, 'url' | 'base' | 'isPlain'>,
  options: RemoteOptions,
): Promise<ConnectBody> {
  const { bindDn, sampleUser, caFile } = options;
  const kind = KINDS.find((each) => each === (options.kind ?? 'openldap'));
  if (kind === undefined) throw badOption('--kind', { problem: 'not-one-of', options: [...KINDS] });
  const passwords = await readPasswords(context, [bindDn, sampleUser]);
  const [bindPassword, samplePassword] = passwords;
  return {
    ...where,
    kind,
    bindName: bindDn,
    bindPassword,
    authorities: caFile === undefined ? undefined : await readInputFile(context, caFile),
    fingerprint: options.fingerprint,
    filter: options.filter,
    mapping: mappingOf(options.map ?? []),
    sample: sampleUser === undefined ? undefined : { login: sampleUser, password: samplePassword ?? '' },
    createsDomains: options.createDomains === true,
    isDryRun: options.dryRun === true,
  };
}

/** Of the sample alone: for a directory that is in use. */
export async function sampleOf(context: CliContext, login: string | undefined): Promise<ConnectBody['sample']> {
  if (login === undefined) return undefined;
  const [password = ''] = await readPasswords(context, [login]);
  return { login, password };
}

/** One line of standard input for each name that is given; nothing is read where there is none. */
async function readPasswords(
  context: CliContext,
  names: readonly (string | undefined)[],
): Promise<readonly (string | undefined)[]> {
  if (names.every((name) => name === undefined)) return [];
  const lines = (await context.streams.readInput()).split(/\r?\n/);
  let next = 0;
  return names.map((name) => {
    if (name === undefined) return undefined;
    const line = lines[next++] ?? '';
    if (line !== '') return line;
    throw new Failure('invalid', `no password of ${name}`, { detail: { field: 'password', reason: 'no-password' } });
  });
}

function mappingOf(pairs: readonly string[]): NonNullable<ConnectBody['mapping']> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw badOption('--map', { problem: 'not-acceptable' });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
