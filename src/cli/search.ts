/** `mailroom search`: everything that has a name. REQUIREMENTS SM2 */
import type { TextKey } from '../../locales/index.ts';
import type { HitView } from '../wire/admin/endpoints/search.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { wholeNumber } from './values.ts';

/** Of one kind. */
const MAX_HITS = 50;

const KINDS = {
  user: 'column.users',
  alias: 'column.aliases',
  group: 'column.groups',
  domain: 'column.domains',
  setting: 'column.settings',
} as const satisfies Record<HitView['kind'], TextKey>;

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('search')
    .description(t('cli.search'))
    .argument('<words...>', t('cli.search.option.words'))
    .option('--limit <count>', t('cli.search.option.limit'), wholeNumber('--limit', 1, MAX_HITS))
    .action(async (words: string[], options: CommonOptions & { limit?: number }) => {
      const query = { query: words.join(' '), limit: options.limit };
      const result = await context.client(options).call(ENDPOINTS.search, { query });
      context.json(options, result);
      if (result.hits.length === 0) {
        context.say(options, t('cli.search.none'));
        return;
      }
      context.table(
        options,
        [t('column.kind'), t('column.name'), t('column.description'), t('column.found-in')],
        result.hits.map(({ kind, name, title, matched }) => [
          t(KINDS[kind]),
          name,
          title,
          matched.value === name || matched.value === title ? '' : matched.value,
        ]),
      );
      for (const kind of Object.keys(KINDS) as HitView['kind'][]) {
        const [shown, count] = [result.hits.filter((hit) => hit.kind === kind).length, result.totals[kind]];
        if (count > shown) context.say(options, t('cli.search.total', { kind: t(KINDS[kind]), count }));
      }
    });
};
