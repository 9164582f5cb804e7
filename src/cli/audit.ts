/** `mailroom audit`: who changed what, and when. REQUIREMENTS SM6 */
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import { type AuditEntryView, auditTargetKindSchema } from '../wire/admin/directory-schemas.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { auditLines } from './audit-text.ts';
import type { CommonOptions } from './context.ts';
import { MAX_LISTED, PAGE } from './lists.ts';
import type { Register } from './register.ts';
import { badOption, moment, wholeNumber } from './values.ts';

interface Target {
  readonly targetKind: AuditEntryView['target']['kind'];
  readonly target?: string;
}

interface ListOptions extends CommonOptions {
  readonly actor?: string;
  readonly target?: Target;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
  readonly limit: number;
}

const KINDS = auditTargetKindSchema.options;
const DEFAULT_LIMIT = 100;

export const register: Register = (program, context) => {
  const { t } = context;
  const noun = program.command('audit').description(t('cli.audit'));
  noun
    .command('list')
    .description(t('cli.audit.list'))
    .option('--actor <userId>', t('cli.audit.option.actor'))
    .option('--target <what>', t('cli.audit.option.target', { kinds: KINDS.join(', ') }), readTarget)
    .option('--action <action>', t('cli.audit.option.action'))
    .option('--since <time>', t('cli.trace.option.since'), moment('--since'))
    .option('--until <time>', t('cli.audit.option.until'), moment('--until'))
    .option('--text <words>', t('cli.audit.option.text'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED), DEFAULT_LIMIT)
    .action(async (options: ListOptions) => {
      const entries = await listAll(context.client(options), options);
      context.json(options, { entries });
      if (entries.length === 0) context.say(options, t('cli.audit.none'));
      for (const line of entries.flatMap((entry) => auditLines(context, entry))) context.say(options, line);
    });
  noun
    .command('undo <change>')
    .description(t('cli.audit.undo'))
    .action(async (change: string, options: CommonOptions) => {
      const id = wholeNumber('<change>', 1, Number.MAX_SAFE_INTEGER)(change);
      const entry = await context.client(options).call(ENDPOINTS['audit.undo'], { path: { id } });
      context.json(options, entry);
      for (const line of auditLines(context, entry)) context.say(options, line);
    });
};

/** A page may have fewer entries than were asked for, and still another behind it. */
async function listAll(client: AdminClient, options: ListOptions): Promise<AuditEntryView[]> {
  const { actor, target, action, since, until, text } = options;
  const entries: AuditEntryView[] = [];
  for (let before: number | undefined; ; ) {
    const limit = Math.min(PAGE, options.limit - entries.length);
    const query = { actor, ...target, action, since, until, text, before, limit };
    const page = await client.call(ENDPOINTS['audit.list'], { query });
    entries.push(...page.entries);
    if (page.next === null || entries.length >= options.limit) return entries;
    before = page.next;
  }
}

/** `user:alice`, or `user` for all users. Throws Failure `invalid`. */
function readTarget(text: string): Target {
  const [, word = '', name] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const kind = KINDS.find((each) => each === word);
  if (kind === undefined) throw badOption('--target', { problem: 'not-one-of', options: KINDS });
  if (name === '') throw badOption('--target', { problem: 'empty' });
  return name === undefined ? { targetKind: kind } : { targetKind: kind, target: name };
}
