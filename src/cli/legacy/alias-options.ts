/** The options that `msgaliascreate` and `msgaliasadd` share. */
import type { Command } from 'commander';
import type { Translate } from '../../../locales/index.ts';
import type { AdminClient } from '../../gateways/admin-client/admin-client.ts';
import type { CommonOptions } from '../context.ts';
import { several } from '../lists.ts';
import { primaryDomain } from '../primary-domain.ts';
import { badOption } from '../values.ts';

export interface AliasOptions extends CommonOptions {
  readonly mail?: string;
  readonly name?: string;
  readonly domain?: string;
  readonly owner?: string[];
  readonly member?: string[];
  readonly remote?: string[];
  readonly file?: string[];
  readonly program?: string[];
}

export function addAliasOptions(command: Command, t: Translate): Command {
  return command
    .option('--mail <address>', t('cli.legacy.alias.mail'))
    .option('--name <name>', t('cli.legacy.alias.name'))
    .option('--domain <name>', t('cli.legacy.alias.domain'))
    .option('--owner <user>', t('cli.alias.option.owner'), several)
    .option('--member <name>', t('cli.legacy.alias.member'), several)
    .option('--remote <address>', t('cli.legacy.alias.remote'), several)
    .option('--file <name>', t('cli.legacy.alias.file'), several)
    .option('--program <name>', t('cli.legacy.alias.program'), several);
}

/** Throws Failure `invalid` where it is given in neither way, or in both. */
export async function aliasAddress(client: AdminClient, { mail, name, domain }: AliasOptions): Promise<string> {
  if (mail !== undefined) {
    if (name !== undefined) throw badOption('--name', { problem: 'not-acceptable' });
    if (domain !== undefined) throw badOption('--domain', { problem: 'not-acceptable' });
    return mail;
  }
  if (name === undefined) throw badOption('--mail', { problem: 'missing' });
  return `${name}@${domain ?? (await primaryDomain(client))}`;
}

/** All of them as the endpoints name members. */
export function aliasMembers({ member = [], remote = [], file = [], program = [] }: AliasOptions): string[] {
  return [...member, ...remote, ...file.map((name) => `file:${name}`), ...program.map((name) => `program:${name}`)];
}
