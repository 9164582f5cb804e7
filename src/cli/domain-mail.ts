/** `mailroom domain dns`, `keys`, `reports` and `policy`: what others see of a domain, and what is made of theirs. REQUIREMENTS MI7, MO4 */
import type { Command } from 'commander';
import { zoneLine } from '../formats/dns/zone-line.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { DnsRecordView } from '../wire/admin/mail-schemas.ts';
import type { DomainView } from '../wire/admin/schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { differingParts } from './differing-parts.ts';
import { EXIT_FINDINGS } from './failures.ts';
import { badOption, wholeNumber } from './values.ts';

type Policy = DomainView['policy'];

interface PolicyOptions extends CommonOptions {
  readonly dmarc?: Policy['dmarc'];
  readonly spf?: Policy['spf'];
}

interface DnsOptions extends CommonOptions {
  readonly check?: boolean;
}

interface KeyOptions extends CommonOptions {
  readonly force?: boolean;
}

interface ReportOptions extends CommonOptions {
  readonly days?: number;
}

const MAX_REPORTED_DAYS = 90;

export function registerDomainMail(noun: Command, context: CliContext): void {
  const { t } = context;
  noun
    .command('dns <name>')
    .description(t('cli.domain.dns'))
    .option('--check', t('cli.domain.option.check'))
    .action((name: string, options: DnsOptions) => showDns(context, name, options));
  noun
    .command('keys <name> [rotate]')
    .description(t('cli.domain.keys'))
    .option('--force', t('cli.domain.option.force'))
    .action((name: string, rotate: string | undefined, options: KeyOptions) =>
      showKeys(context, name, rotate, options),
    );
  noun
    .command('reports <name>')
    .description(t('cli.domain.reports'))
    .option('--days <count>', t('cli.domain.option.days'), wholeNumber('--days', 1, MAX_REPORTED_DAYS))
    .action((name: string, options: ReportOptions) => showReports(context, name, options));
  noun
    .command('policy <name>')
    .description(t('cli.domain.policy'))
    .option('--dmarc <what>', t('cli.domain.option.dmarc'))
    .option('--spf <what>', t('cli.domain.option.spf'))
    .action((name: string, options: PolicyOptions) => showPolicy(context, name, options));
}

/** Lines that can be copied into a zone file, each with a comment that says what it is for and whether it is there. */
async function showDns(context: CliContext, name: string, options: DnsOptions): Promise<void> {
  const { t } = context;
  const query = { check: options.check === true ? 'true' : undefined };
  const result = await context.client(options).call(ENDPOINTS['domain.dns'], { path: { name }, query });
  context.json(options, result);
  for (const record of result.records) {
    const { purpose, state, isOptional } = record;
    const about = t(`dns.purpose.${purpose}`);
    context.say(options, `; ${isOptional ? t('dns.optional', { about }) : about}`);
    if (state !== null) context.say(options, `; ${t(`dns.state.${state}`)}`);
    if (state === 'different') sayDifference(context, options, record);
    // Where this server cannot know the value, the line is a comment: it would be an error in a zone file.
    const unknown = `; ${record.name}. IN ${record.type} (${t('dns.own-address')})`;
    context.say(options, record.value === '' ? unknown : zoneLine(record));
    context.say(options, '');
  }
  if (options.check !== true) return;
  const wanting = result.records.filter(({ state, isOptional }) => !isOptional && state !== 'ok');
  context.say(options, `; ${wanting.length === 0 ? t('dns.complete') : t('dns.wanting', { count: wanting.length })}`);
  if (wanting.length > 0) context.setExitCode(EXIT_FINDINGS);
}

/** What DNS has as a zone file has it, so that it is seen beside what is wanted; and the parts, which long keys hide. */
function sayDifference(context: CliContext, options: CommonOptions, record: DnsRecordView): void {
  const { name, type, found } = record;
  sayComments(
    context,
    options,
    found.map((value) => zoneLine({ name, type, value })),
  );
  const names = differingParts(record).join(', ');
  if (names !== '') context.say(options, `; ${context.t('dns.differs', { names })}`);
}

function sayComments(context: CliContext, options: CommonOptions, lines: readonly string[]): void {
  for (const line of lines) context.say(options, `;   ${line}`);
}

async function showReports(context: CliContext, name: string, options: ReportOptions): Promise<void> {
  const { t, formats } = context;
  const query = { days: options.days };
  const result = await context.client(options).call(ENDPOINTS['domain.reports'], { path: { name }, query });
  context.json(options, result);
  const { dmarc, tls, organisations } = result;
  if (organisations.length === 0) {
    context.say(options, t('cli.domain.no-reports'));
    return;
  }
  const { number } = formats;
  context.say(options, t('cli.domain.reports-from', { names: organisations.join(', ') }));
  const counted = { messages: number(dmarc.messages), passed: number(dmarc.passed) };
  context.say(options, t('cli.domain.dmarc-summary', counted));
  const sources = dmarc.sources.map(({ address, messages, passed, rejected }) => [
    address,
    ...[messages, passed, rejected].map((count) => number(count)),
  ]);
  const columns = [t('column.address'), t('column.messages'), t('column.passed'), t('column.rejected')];
  if (sources.length > 0) context.table(options, columns, sources);
  const failed = tls.failures.reduce((sum, { sessions }) => sum + sessions, 0);
  context.say(options, t('cli.domain.tls-summary', { successes: number(tls.successes), failures: number(failed) }));
  const failures = tls.failures.map(({ result: what, receivingHost, sessions }) => [
    what,
    receivingHost,
    number(sessions),
  ]);
  if (failures.length > 0) {
    context.table(options, [t('column.reason'), t('column.host'), t('column.sessions')], failures);
  }
}

async function showKeys(
  context: CliContext,
  name: string,
  rotate: string | undefined,
  options: KeyOptions,
): Promise<void> {
  const { t } = context;
  if (rotate !== undefined && rotate !== 'rotate') {
    throw badOption('[rotate]', { problem: 'not-one-of', options: ['rotate'] });
  }
  const client = context.client(options);
  const body = { force: options.force === true };
  const result =
    rotate === undefined
      ? await client.call(ENDPOINTS['domain.keys'], { path: { name } })
      : await client.call(ENDPOINTS['domain.rotate-keys'], { path: { name }, body });
  context.show(
    options,
    result,
    [t('column.selector'), t('column.algorithm'), t('column.state'), t('column.since')],
    result.keys.map(({ selector, algorithm, state, stateSince }) => [
      selector,
      algorithm,
      t(`dkim.state.${state}`),
      context.formats.time(Date.parse(stateSince)),
    ]),
  );
}

/** Without an option it shows what is set. */
async function showPolicy(context: CliContext, name: string, options: PolicyOptions): Promise<void> {
  const { t } = context;
  const client = context.client(options);
  const isChange = options.dmarc !== undefined || options.spf !== undefined;
  const body = { policy: { dmarc: options.dmarc, spf: options.spf } };
  const domain = isChange
    ? await client.call(ENDPOINTS['domain.update'], { path: { name }, body })
    : await client.call(ENDPOINTS['domain.show'], { path: { name } });
  const { dmarc, spf } = domain.policy;
  context.show(
    options,
    domain.policy,
    [t('column.check'), t('column.on-failure')],
    [
      ['DMARC', dmarc],
      ['SPF', spf],
    ],
  );
}
