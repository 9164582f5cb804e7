/** One attempt for the recipients of one message in one lane, with everything that follows from it. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { withoutReturnPath } from '../delivery/return-path.ts';
import type { LocalChannels } from '../ports/local-programs.ts';
import type { MailSender, RecipientReport, TransmissionReport } from '../ports/mail-sender.ts';
import type { Store } from '../ports/store.ts';
import type { Trace } from '../trace/trace.ts';
import { decideFate, type Fate, isPastReturn, type QueueTimes } from './fate.ts';
import type { Group, Lane } from './lane.ts';
import type { RoutePlan } from './mail-routes.ts';
import type { Settle } from './settle.ts';

export interface TransmitDeps {
  readonly store: Pick<Store, 'contents'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly trace: Trace;
  readonly sender: MailSender;
  readonly channels: LocalChannels;
  readonly settle: Settle;
  readonly times: () => QueueTimes;
  readonly perDestination: () => number;
  /** Aborted when the server stops and does not wait any longer. */
  readonly signal: AbortSignal;
}

export interface AttemptResult {
  readonly nextMs: number | null;
  readonly isBlocked: boolean;
}

const NOTHING: AttemptResult = { nextMs: null, isBlocked: false };
/** Never rejects. What was aborted counts as not tried. */
export async function transmit(deps: TransmitDeps, group: Group, lane: Lane): Promise<AttemptResult> {
  const { message } = group;
  const log = deps.log.child({ queueId: message.queueId, lane: lane.name });
  try {
    return await tryGroup(deps, group, lane, log);
  } catch (error) {
    if (!deps.signal.aborted) log.error({ err: error }, 'attempt not settled');
    return NOTHING;
  }
}

async function tryGroup(deps: TransmitDeps, group: Group, lane: Lane, log: Logger): Promise<AttemptResult> {
  const { clock } = deps;
  const { message, recipients } = group;
  const { destination } = lane;
  const { epoch } = destination;
  const times = deps.times();
  const isTooLate = isPastReturn(message, clock.nowMs());
  const report = isTooLate ? tooLate(group, clock) : await send(deps, group, destination.found.plan, log);
  const nowMs = clock.nowMs();
  const isBlocked =
    !isTooLate &&
    destination.learn(
      report.destination,
      epoch,
      report.recipients[0]?.text ?? '',
      deps.perDestination(),
      Math.min(...recipients.map(({ attempts }) => attempts)),
      nowMs,
      times,
    );
  const notBeforeMs = report.destination === 'ok' ? 0 : destination.blockedUntilMs;
  const fates = recipients.map((recipient, i): readonly [typeof recipient, Fate] => {
    const ofRecipient = report.recipients[i] ?? unexplained(nowMs);
    return [recipient, decideFate(message, recipient, ofRecipient, nowMs, times, notBeforeMs)];
  });
  traceAttempt(deps.trace, group, report);
  log.info(
    {
      delivered: count(report, 'delivered'),
      deferred: count(report, 'deferred'),
      failed: count(report, 'failed'),
      host: report.recipients[0]?.host ?? null,
      status: report.recipients[0]?.status ?? null,
      durationMs: Math.round(report.durationMs),
    },
    'delivery attempt',
  );
  await deps.settle(message, fates, deps.signal);
  const next = fates.map(([, fate]) => (fate.kind === 'put-off' ? fate.nextAttemptAtMs : Infinity));
  const nextMs = Math.min(...next);
  return { nextMs: nextMs === Infinity ? null : nextMs, isBlocked };
}

/** Rejects only when it is aborted: what nobody foresaw is put off, so that it is not tried again and again at once. */
async function send(deps: TransmitDeps, group: Group, plan: RoutePlan, log: Logger): Promise<TransmissionReport> {
  try {
    return await sendBy(deps, group, plan);
  } catch (error) {
    if (deps.signal.aborted) throw error;
    log.error({ err: error }, 'attempt failed');
    const report = localReport(deps.clock.nowMs(), 'deferred', '4.3.0', 'The attempt failed on this server');
    return { recipients: group.recipients.map(() => report), destination: 'ok', tls: null, durationMs: 0 };
  }
}

async function sendBy(deps: TransmitDeps, group: Group, plan: RoutePlan): Promise<TransmissionReport> {
  const { message, recipients } = group;
  const begunMs = deps.clock.monotonicMs();
  const { content } = message;
  const open = (head = message.head) => openMessage(deps.store, { head, content });
  const transmission = { message, recipients, open };
  const finish = (reports: readonly RecipientReport[]): TransmissionReport => ({
    recipients: reports,
    destination: 'ok',
    tls: null,
    durationMs: deps.clock.monotonicMs() - begunMs,
  });
  switch (plan.kind) {
    case 'smtp':
      return deps.sender.send({ route: plan.route, ...transmission }, deps.signal);
    case 'local':
      return finish(await deps.channels.deliver(transmission, deps.signal));
    case 'none': {
      const outcome = plan.isPermanent ? 'failed' : 'deferred';
      const report = localReport(deps.clock.nowMs(), outcome, plan.status, plan.text);
      return finish(recipients.map(() => report));
    }
  }
}

/** Signatures and what else is for this way out, then the message. */
async function* openMessage(
  { contents }: Pick<Store, 'contents'>,
  { head, content }: Pick<Group['message'], 'head' | 'content'>,
): AsyncGenerator<Uint8Array> {
  if (head !== '') yield Buffer.from(head, 'latin1');
  yield* withoutReturnPath(contents.stream(content));
}

function tooLate({ recipients }: Group, clock: Clock): TransmissionReport {
  const last = localReport(clock.nowMs(), 'deferred', '4.4.7', 'Not delivered by the time that the sender had set');
  return {
    recipients: recipients.map(({ lastAttempt }) => (lastAttempt === null ? last : { ...last, ...lastAttempt })),
    destination: 'ok',
    tls: null,
    durationMs: 0,
  };
}

function unexplained(nowMs: number): RecipientReport {
  return localReport(nowMs, 'deferred', '4.3.0', 'No answer for this recipient');
}

/** What was found out without another server. */
export function localReport(
  atMs: number,
  outcome: RecipientReport['outcome'],
  status: string,
  text: string,
): RecipientReport {
  return { atMs, host: null, address: null, status, text, outcome, code: null, isDsnRelayed: false };
}

function traceAttempt(trace: Trace, { message, recipients }: Group, report: TransmissionReport): void {
  for (const [i, { address: recipient }] of recipients.entries()) {
    const one = report.recipients[i];
    if (one === undefined) continue;
    const { host, address, outcome, status, text: reply } = one;
    trace.add(message.queueId, 'attempt', { recipient, host, address, tls: report.tls, outcome, status, reply });
  }
}

function count({ recipients }: TransmissionReport, outcome: RecipientReport['outcome']): number {
  return recipients.filter((one) => one.outcome === outcome).length;
}
