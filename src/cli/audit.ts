/** `mailroom audit`: who changed what, and when. REQUIREMENTS SM6 */
import { type AuditEntryView, auditTargetKindSchema } from '../wire/admin/directory-schemas.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { auditLines } from './audit-text.ts';
import type { CommonOptions } from './context.ts';
import { MAX_LISTED, readPages } from './lists.ts';
import type { Register } from './register.ts';
import { badOption, moment, wholeNumber } from './values.ts';

interface Target {
  readonly targetKind: AuditEntryView['target']['kind'];
  readonly target?: string;
}

interface ListOptions extends CommonOptions {
  readonly actor?: string;
  readonly target?: Target;
  readonly since?: string;
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
    .option('--since <time>', t('cli.trace.option.since'), moment('--since'))
    .option('--limit <count>', t('cli.user.option.limit'), wholeNumber('--limit', 1, MAX_LISTED), DEFAULT_LIMIT)
    .action(async (options: ListOptions) => {
      const { actor, target, since } = options;
      const client = context.client(options);
      const entries = await readPages<AuditEntryView>(async (last, limit) => {
        const query = { actor, ...target, since, before: last?.id, limit };
        return (await client.call(ENDPOINTS['audit.list'], { query })).entries;
      }, options.limit);
      context.json(options, { entries });
      if (entries.length === 0) context.say(options, t('cli.audit.none'));
      for (const line of entries.flatMap((entry) => auditLines(context, entry))) context.say(options, line);
    });
};

/** `user:alice`, or `user` for all users. Throws Failure `invalid`. */
function readTarget(text: string): Target {
  const [, word = '', name] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const kind = KINDS.find((each) => each === word);
  if (kind === undefined) throw badOption('--target', { problem: 'not-one-of', options: KINDS });
  if (name === '') throw badOption('--target', { problem: 'empty' });
  return name === undefined ? { targetKind: kind } : { targetKind: kind, target: name };
}
