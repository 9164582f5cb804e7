import type { LoadProcess } from '../harness/load-process.ts';
import type { Metric, Reading, Scenario, ScenarioContext } from '../scenario.ts';

const ACCOUNTS = 50;
const VISIBLE_TIMEOUT_MS = 180_000;
const KIB = 1024;
const QUICK_SHARE = 0.1;

interface Load {
  readonly id: string;
  readonly sessions: number;
  readonly sizeBytes: number;
  /** Of each message. */
  readonly recipients: number;
  readonly durationMs: number;
}

interface Variant extends Omit<Load, 'durationMs'> {
  readonly title: string;
  /**
   * How long is sent, in seconds. The references accept faster than they deliver and then work their queue off,
   * which counts; so less is sent to them, or a run would take as long as the queue.
   */
  readonly seconds: { readonly mailroom: number; readonly reference: number };
  /** Times the messages (or copies) per second of Postfix→Cyrus. */
  readonly reach: number;
}

const WARM_UP = { id: 'warm-up', sessions: 10, sizeBytes: 4 * KIB, recipients: 1 } as const;

const VARIANTS: readonly Variant[] = [
  {
    id: '10x4k',
    title: '10 sessions, 4 KiB',
    sessions: 10,
    sizeBytes: 4 * KIB,
    recipients: 1,
    seconds: { mailroom: 10, reference: 6 },
    reach: 10,
  },
  {
    id: '50x4k',
    title: '50 sessions, 4 KiB',
    sessions: 50,
    sizeBytes: 4 * KIB,
    recipients: 1,
    seconds: { mailroom: 10, reference: 6 },
    reach: 10,
  },
  {
    id: '10x64k',
    title: '10 sessions, 64 KiB',
    sessions: 10,
    sizeBytes: 64 * KIB,
    recipients: 1,
    seconds: { mailroom: 10, reference: 6 },
    reach: 5,
  },
  {
    id: '20rcpt',
    title: '10 sessions, 4 KiB, 20 recipients',
    sessions: 10,
    sizeBytes: 4 * KIB,
    recipients: 20,
    seconds: { mailroom: 10, reference: 2 },
    reach: 25,
  },
];

/** From the first SMTP byte until every message is visible over IMAP, to 50 users in turn. */
export const delivery: Scenario = {
  name: 'delivery',
  targets: ['mailroom', 'cyrus', 'dovecot'],
  metrics: VARIANTS.flatMap(metricsOf),
  accounts: () => ACCOUNTS,
  async run(context) {
    const { endpoints, startLoad, progress, quick } = context;
    const watch = startLoad();
    await watch.call('watchOpen', { port: endpoints.imapPort, accounts: endpoints.accounts });
    const arrived = endpoints.accounts.map(() => 0);
    // Processes are started, folders made and code compiled before anything counts.
    await send(context, watch, arrived, { ...WARM_UP, durationMs: quick ? 300 : 2_000 });
    const readings: Reading[] = [];
    for (const variant of VARIANTS) {
      progress(variant.title);
      const sent = await send(context, watch, arrived, { ...variant, durationMs: sendingMs(variant, context) });
      for (const [name, value] of Object.entries(sent)) readings.push({ metric: `${variant.id}.${name}`, value });
    }
    return readings;
  },
};

/** Sends, and waits until everything is visible. @param arrived what each mailbox holds; brought up to date. */
async function send(
  { target, endpoints, startLoad }: ScenarioContext,
  watch: LoadProcess,
  arrived: number[],
  { id, sessions, sizeBytes, recipients, durationMs }: Load,
): Promise<Readonly<Record<'rate' | 'accepted' | 'cpu' | 'generator', number>>> {
  const load = startLoad();
  const cpuBefore = target.cpuSeconds();
  const sent = await load.call('deliver', {
    port: endpoints.smtpPort,
    sessions,
    sizeBytes,
    recipients: endpoints.accounts.map(({ address }) => address),
    recipientsPerMessage: recipients,
    durationMs,
    prefix: id,
  });
  for (const [i, count] of sent.perRecipient.entries()) arrived[i] = (arrived[i] ?? 0) + count;
  const visibleAtMs = await watch.call('watchUntil', { expected: arrived, timeoutMs: VISIBLE_TIMEOUT_MS });
  const cpuSeconds = target.cpuSeconds() - cpuBefore;
  const acceptedSeconds = (sent.acceptedAtMs - sent.startedAtMs) / 1000;
  await load.stop();
  return {
    rate: (sent.messages * recipients * 1000) / (visibleAtMs - sent.startedAtMs),
    accepted: (sent.messages * recipients) / acceptedSeconds,
    cpu: (cpuSeconds * 1000) / sent.messages,
    generator: (100 * load.cpuSeconds()) / acceptedSeconds,
  };
}

function sendingMs({ seconds }: Variant, { target, quick }: ScenarioContext): number {
  const full = 1000 * (target.name === 'mailroom' ? seconds.mailroom : seconds.reference);
  return quick ? full * QUICK_SHARE : full;
}

function metricsOf({ id, title, recipients, reach }: Variant): readonly Metric[] {
  const what = recipients === 1 ? 'messages' : 'copies';
  return [
    {
      id: `${id}.rate`,
      title: `${title}: until visible`,
      unit: `${what}/s`,
      better: 'higher',
      reach: { of: 'cyrus', factor: reach },
    },
    { id: `${id}.accepted`, title: `${title}: until accepted`, unit: `${what}/s`, better: 'higher' },
    {
      id: `${id}.cpu`,
      title: `${title}: server CPU`,
      unit: 'ms/message',
      better: 'lower',
      reach: { of: 'cyrus', factor: 0.1 },
    },
    {
      id: `${id}.generator`,
      title: `${title}: load generator`,
      unit: '% of a core',
      better: 'lower',
      isCircumstance: true,
    },
  ];
}
