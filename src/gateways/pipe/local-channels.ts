/** Members of aliases that are mailbox files or programs of the administrator. REQUIREMENTS MI5 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { createGate, type Gate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import type { LocalChannels } from '../../domain/ports/local-programs.ts';
import type { RecipientReport, Transmission } from '../../domain/ports/mail-sender.ts';
import type { OutgoingRecipient } from '../../domain/ports/queue.ts';
import { UnixLines } from '../../formats/archive/unix-lines.ts';
import { appendToFile } from './append-to-file.ts';
import { type DeliveryReport, reportOfError } from './delivery-report.ts';
import { createMemberChecks } from './member-checks.ts';
import { createProgramPlans, type ProgramRules } from './program-plans.ts';
import { runProgram } from './run-program.ts';
import { isEntryName } from './trusted-place.ts';

export interface LocalChannelsDeps {
  /** Absolute. Files and programs lie directly in these folders, which nobody but root and we may change. */
  readonly filesFolder: string;
  readonly programsFolder: string;
  /** Asked each time. */
  readonly limits: () => LocalChannelLimits;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface LocalChannelLimits extends ProgramRules {
  /** After it a program is killed. */
  readonly programTimeoutMs: number;
  /** Of one mailbox file. */
  readonly maxFileBytes: number;
}

type LocalTransmission = Omit<Transmission, 'route'>;

const PROGRAMS_AT_ONCE = 8;
const MAX_WAITING = 1000;
const FILES_AT_ONCE = 8;

export function createLocalChannels({
  filesFolder,
  programsFolder,
  limits,
  clock,
  log,
}: LocalChannelsDeps): LocalChannels {
  const programs = createGate(PROGRAMS_AT_ONCE, MAX_WAITING);
  const files = createGate(FILES_AT_ONCE, MAX_WAITING);
  /** By name: who waits for us alone need not wait by the lock, which is looked at now and then only. */
  const boxes = new Map<string, Gate>();
  const planProgram = createProgramPlans(limits);

  const append = async (name: string, transmission: LocalTransmission, signal: AbortSignal) => {
    const { returnPath } = transmission.message;
    const sender = returnPath.address;
    const { maxFileBytes } = limits();
    await appendToFile({ folder: filesFolder, name, sender, message: transmission.open, maxFileBytes }, clock, signal);
    return { outcome: 'delivered', status: '2.0.0', text: `appended to ${name}` } satisfies DeliveryReport;
  };
  const run = async (
    name: string,
    recipient: OutgoingRecipient,
    transmission: LocalTransmission,
    signal: AbortSignal,
  ) => {
    const { message, open } = transmission;
    const facts = {
      sender: message.returnPath.address,
      recipient: recipient.address,
      originalRecipient: originalAddress(recipient),
      queueId: message.queueId,
    };
    const request = {
      ...(await planProgram(name)),
      folder: programsFolder,
      name,
      facts,
      message: () => withLf(open()),
      timeoutMs: limits().programTimeoutMs,
    };
    return await runProgram(request, signal);
  };
  const boxOf = (name: string): Gate => {
    const box = boxes.get(name) ?? createGate(1, MAX_WAITING);
    boxes.set(name, box);
    return box;
  };
  const deliverTo = async (recipient: OutgoingRecipient, transmission: LocalTransmission, signal: AbortSignal) => {
    const { channel } = recipient;
    if (channel.kind === 'smtp') throw new Error('a recipient that is reached over SMTP');
    const what = `${channel.kind} ${channel.name}`;
    try {
      // What was stored by another version, or damaged, is no path either.
      if (!isEntryName(channel.name)) throw new Failure('unavailable', `a ${channel.kind} with an impossible name`);
      if (channel.kind === 'file')
        return await boxOf(channel.name).run(() => files.run(() => append(channel.name, transmission, signal)));
      return await programs.run(() => run(channel.name, recipient, transmission, signal));
    } catch (error) {
      signal.throwIfAborted();
      return reportOfError(error, what);
    }
  };

  return {
    async deliver(transmission, signal) {
      const reports: RecipientReport[] = [];
      const { queueId } = transmission.message;
      for (const recipient of transmission.recipients) {
        const report = await deliverTo(recipient, transmission, signal);
        log.info({ queueId, recipient: recipient.address, channel: recipient.channel, ...report }, 'local delivery');
        reports.push({ ...report, atMs: clock.nowMs(), host: null, address: null, code: null, isDsnRelayed: false });
      }
      return reports;
    },
    ...createMemberChecks({ filesFolder, programsFolder, planProgram }),
  };
}

/** ORCPT without its type; what the sender did not say is the recipient. */
function originalAddress({ originalRecipient, address }: OutgoingRecipient): string {
  return originalRecipient === null ? address : originalRecipient.slice(originalRecipient.indexOf(';') + 1);
}

/** As programs of Unix read it. */
async function* withLf(message: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lines = new UnixLines();
  for await (const chunk of message) yield lines.encode(chunk);
  yield lines.finish();
}
