/** The server's certificate and orders at a certificate authority, in sentences. P10 */
import type { TextKey } from '../../locales/index.ts';
import type {
  AcmeRunView,
  AcmeStatusView,
  AcmeStepName,
  CertificateView,
  NameProblemName,
} from '../wire/admin/certificate-schemas.ts';
import type { CliContext } from './context.ts';

type Row = readonly [string, string];

/** Names and values, for a table without titles. */
export function certificateRows(context: CliContext, certificate: CertificateView): Row[] {
  const { t } = context;
  const missing = (isRequired: boolean) =>
    certificate.wantedNames
      .filter((each) => each.isRequired === isRequired && !each.isCovered)
      .map(({ name }) => name)
      .join(', ');
  const rows: readonly (readonly [TextKey, string])[] = [
    ['certificate.field.source', t(`certificate.source.${certificate.source}`)],
    ['column.issuer', certificate.issuer],
    ['column.names', certificate.names.join(', ')],
    ['certificate.field.missing', missing(true)],
    ['certificate.field.optional', missing(false)],
    ['certificate.field.valid-from', time(context, certificate.notBefore)],
    ['column.valid-until', time(context, certificate.notAfter)],
    ['certificate.field.key-type', certificate.keyType],
    ['certificate.field.chain', t(`certificate.chain.${certificate.chain}`)],
    ['column.fingerprint', certificate.fingerprint],
  ];
  return shown(context, rows);
}

export function acmeRows(context: CliContext, { isOn, account, nextOrderAt, run }: AcmeStatusView): Row[] {
  if (!isOn || account === null) return [];
  const ended = run?.endedAt ?? null;
  return shown(context, [
    ['certificate.field.authority', account.directory],
    ['certificate.field.next-order', nextOrderAt === null ? '' : time(context, nextOrderAt)],
    ['certificate.field.last-order', ended === null ? '' : time(context, ended)],
  ]);
}

/** What became of the last order; nothing where there was none, or none is wanted any more. */
export function acmeLines(context: CliContext, { isOn, isRunning, run }: AcmeStatusView): string[] {
  return isOn && run !== null ? ['', ...runLines(context, run, isRunning)] : [];
}

/** In the order in which they happen, so that more are added at the end: steps first, names and problem once it is over. */
export function runLines({ t }: CliContext, run: AcmeRunView, isRunning: boolean): string[] {
  const steps = run.steps
    .filter(({ state }) => !isRunning || state !== 'running')
    .map(({ name, state }) => t(`acme.step-state.${state}`, { step: t(STEPS[name]) }));
  if (isRunning) return steps;
  const names = run.names.map(({ name, state, problem, said }) => {
    const reason = problem === null ? said : t(NAME_PROBLEMS[problem], { said });
    return t(`acme.name.${state}`, { name, reason });
  });
  return [...steps, ...names, ...(run.problem === null ? [] : [problemText(t, run.problem)])];
}

const STEPS = {
  reach: 'acme.step.reach',
  order: 'acme.step.order',
  prove: 'acme.step.prove',
  finalize: 'acme.step.finalize',
  download: 'acme.step.download',
  use: 'acme.step.use',
} as const satisfies Record<AcmeStepName, TextKey>;

const NAME_PROBLEMS = {
  'no-address': 'acme.name-problem.no-address',
  unreachable: 'acme.name-problem.unreachable',
  elsewhere: 'acme.name-problem.elsewhere',
  'no-challenge': 'acme.name-problem.no-challenge',
  refused: 'acme.name-problem.refused',
} as const satisfies Record<NameProblemName, TextKey>;

const PROBLEMS: Readonly<Record<string, TextKey>> = {
  'acme-unreachable': 'acme.problem.acme-unreachable',
  'acme-refused': 'acme.problem.acme-refused',
  'acme-answer': 'acme.problem.acme-answer',
  'acme-order': 'acme.problem.acme-order',
  'acme-names': 'acme.problem.acme-names',
  'acme-timeout': 'acme.problem.acme-timeout',
  'acme-too-often': 'acme.problem.acme-too-often',
};

function problemText(t: CliContext['t'], { reason, said }: NonNullable<AcmeRunView['problem']>): string {
  return t(PROBLEMS[reason] ?? 'acme.problem.acme-internal', { said });
}

function shown({ t }: CliContext, rows: readonly (readonly [TextKey, string])[]): Row[] {
  return rows.filter(([, value]) => value !== '').map(([key, value]) => [t(key), value] as const);
}

function time({ formats }: CliContext, text: string): string {
  return formats.time(Date.parse(text));
}
