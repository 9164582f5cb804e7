/** `mailroom user bulk` and `mailroom alias bulk`: the same done to many. REQUIREMENTS SM3, SM4 */
import type { Command } from 'commander';
import { Failure, type FailureCode } from '../base/failure.ts';
import type { UserActionInput } from '../wire/admin/endpoints/bulk.ts';
import { MAX_AT_ONCE } from '../wire/admin/endpoints/bulk.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { throwAll } from './each.ts';
import { several } from './lists.ts';
import { badOption, messageQuota, oneOf, storageQuota } from './values.ts';

const USER_ACTIONS = [
  ...(['enable', 'disable', 'archive', 'restore', 'delete', 'quota'] as const),
  ...(['add-to-group', 'remove-from-group', 'language', 'require-password-change'] as const),
] as const;
const ALIAS_ACTIONS = ['delete', 'add-members', 'remove-members'] as const;

interface UserOptions extends CommonOptions {
  readonly handOverTo?: string;
  readonly quota?: string;
  readonly messages?: string;
  readonly group?: string;
  readonly language?: Extract<UserActionInput, { kind: 'language' }>['language'];
}

interface AliasOptions extends CommonOptions {
  readonly member?: string[];
}

interface Outcome {
  readonly name: string;
  readonly error: { readonly code: string; readonly message: string; readonly detail: Record<string, unknown> } | null;
}

export function registerUserBulk(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('bulk')
    .argument('<action>', t('cli.argument.user-action'), oneOf('<action>', USER_ACTIONS))
    .argument('<userIds...>')
    .description(t('cli.user.bulk'))
    .option('--hand-over-to <userId>', t('cli.user.option.hand-over-to'))
    .option('--quota <size>', t('cli.user.option.quota'), storageQuota('--quota'))
    .option('--messages <count>', t('cli.user.option.message-quota'), messageQuota('--messages'))
    .option('--group <group>', t('cli.user.option.bulk-group'))
    .option('--language <language>', t('cli.user.option.language'), oneOf('--language', LANGUAGES))
    .action(async (kind: (typeof USER_ACTIONS)[number], names: string[], options: UserOptions) => {
      const action = userAction(kind, options);
      await inParts(context, options, names, async (userIds) => {
        const body = { userIds, action };
        const { outcomes } = await context.client(options).call(ENDPOINTS['user.bulk'], { body });
        return outcomes.map(({ userId, error }) => ({ name: userId, error }));
      });
    });
}

export function registerAliasBulk(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('bulk')
    .argument('<action>', t('cli.argument.alias-action'), oneOf('<action>', ALIAS_ACTIONS))
    .argument('<mails...>')
    .description(t('cli.alias.bulk'))
    .option('--member <name>', t('cli.alias.option.bulk-member'), several)
    .action(async (kind: (typeof ALIAS_ACTIONS)[number], names: string[], options: AliasOptions) => {
      const action = kind === 'delete' ? { kind } : { kind, members: required('--member', options.member) };
      await inParts(context, options, names, async (mails) => {
        const body = { mails, action };
        const { outcomes } = await context.client(options).call(ENDPOINTS['alias.bulk'], { body });
        return outcomes.map(({ mail, error }) => ({ name: mail, error }));
      });
    });
}

const LANGUAGES = ['en', 'fr', 'de', 'it', 'pl', 'es'] as const;

function userAction(kind: (typeof USER_ACTIONS)[number], options: UserOptions): UserActionInput {
  switch (kind) {
    case 'delete':
      return { kind, handOverTo: options.handOverTo };
    case 'quota':
      if (options.messages === undefined) required('--quota', options.quota);
      return { kind, storageQuota: options.quota, messageQuota: options.messages };
    case 'add-to-group':
    case 'remove-from-group':
      return { kind, group: required('--group', options.group) };
    case 'language':
      return { kind, language: required('--language', options.language) };
    default:
      return { kind };
  }
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw badOption(name, { problem: 'missing' });
  return value;
}

/** Says of each what became of it. Throws an AggregateError of the Failures. */
async function inParts(
  context: CliContext,
  options: CommonOptions,
  names: readonly string[],
  change: (names: string[]) => Promise<readonly Outcome[]>,
): Promise<void> {
  const outcomes: Outcome[] = [];
  for (let start = 0; start < names.length; start += MAX_AT_ONCE) {
    outcomes.push(...(await change(names.slice(start, start + MAX_AT_ONCE))));
  }
  context.json(options, { outcomes });
  const failures: Failure[] = [];
  for (const { name, error } of outcomes) {
    if (error === null) context.say(options, context.t('cli.bulk.done', { name }));
    else
      failures.push(new Failure(error.code as FailureCode, error.message, { detail: { ...error.detail, of: name } }));
  }
  throwAll(failures);
}
