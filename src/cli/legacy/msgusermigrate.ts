/**
 * `msgusermigrate`: takes over the accounts of a machine with the hashes of their passwords. Who has one of the old kinds
 * gets a new one when he first signs in. REQUIREMENTS section 11, LI7
 */
import type { CliContext, CommonOptions } from '../context.ts';
import { complain, type ImportResult, importRows, sayImported } from '../import-rows.ts';
import { readOldFile } from '../input-file.ts';
import { primaryDomain } from '../primary-domain.ts';
import type { Register } from '../register.ts';
import { badOption, wholeNumber } from '../values.ts';
import { MACHINE_HASHES, type MachineHash, readMachineAccounts, type SkippedAccount } from './read-machine-accounts.ts';

interface Options extends CommonOptions {
  readonly hash?: MachineHash;
  readonly minUID?: number;
  readonly passwdFile?: string;
  readonly shadowFile?: string;
  readonly domain?: string;
  readonly withLocked?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_MIN_UID = 100;
const MAX_UID = 4_294_967_295;
const PASSWD_FILE = '/etc/passwd';
const SHADOW_FILE = '/etc/shadow';

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('msgusermigrate')
    .description(t('cli.msgusermigrate'))
    .option('--hash <kind>', t('cli.msgusermigrate.hash', { kinds: MACHINE_HASHES.join(', ') }), machineHash)
    .option('--minUID <number>', t('cli.msgusermigrate.min-uid'), wholeNumber('--minUID', 0, MAX_UID))
    .option('--passwdFile <file>', t('cli.msgusermigrate.passwd-file'))
    .option('--shadowFile <file>', t('cli.msgusermigrate.shadow-file'))
    .option('--domain <name>', t('cli.msgusermigrate.domain'))
    .option('--with-locked', t('cli.msgusermigrate.locked'))
    .option('--dry-run', t('cli.user.option.dry-run'))
    .action((options: Options) => migrate(context, options));
};

async function migrate(context: CliContext, options: Options): Promise<void> {
  const { passwdFile = PASSWD_FILE } = options;
  // The hashes of this machine are not those of another machine's accounts.
  const shadowFile = options.shadowFile ?? (options.passwdFile === undefined ? SHADOW_FILE : null);
  const passwd = await readOldFile(passwdFile);
  const shadow = shadowFile === null ? null : await readOldFile(shadowFile);
  const client = context.client(options);
  const { rows, skipped, passedOver } = readMachineAccounts(passwd, shadow, {
    domain: options.domain ?? (await primaryDomain(client)),
    minUid: options.minUID ?? DEFAULT_MIN_UID,
    hash: options.hash ?? null,
    withLocked: options.withLocked === true,
  });
  const result = await importRows(client, rows, { dryRun: options.dryRun === true });
  context.json(options, { ...result, skipped, passedOver });
  tell(context, options, result, skipped, passedOver, { passwd: passwdFile, shadow: shadowFile ?? '' });
}

function tell(
  context: CliContext,
  options: Options,
  result: ImportResult,
  skipped: readonly SkippedAccount[],
  passedOver: number,
  files: Readonly<Record<SkippedAccount['file'], string>>,
): void {
  const { t } = context;
  sayImported(context, options, result);
  for (const { file, line, name, reason } of skipped) {
    const message = t(`cli.input.${reason}`);
    const sentence =
      name === ''
        ? t('cli.input.odd-in', { file: files[file], line, message })
        : t('cli.user.refused', { line, name, message });
    complain(context, options, sentence);
  }
  if (passedOver > 0) context.say(options, t('cli.msgusermigrate.passed-over', { count: passedOver }));
}

function machineHash(kind: string): MachineHash {
  const known = MACHINE_HASHES.find((each) => each === kind);
  if (known === undefined) throw badOption('--hash', { problem: 'not-one-of', options: MACHINE_HASHES });
  return known;
}
