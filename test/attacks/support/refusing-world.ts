/** The queue of an office, and a world in which every other server refuses everything for good. */
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { Transmission, TransmissionReport } from '../../../src/domain/ports/mail-sender.ts';
import { createOutgoingQueue } from '../../../src/domain/queue/outgoing-queue.ts';
import { silentTrace } from '../../../src/domain/trace/trace.ts';
import type { Office } from '../../support/smtp-office.ts';

export interface RefusingWorld extends AsyncDisposable {
  /** What was refused, as `return path → address`, in order. */
  readonly refused: readonly string[];
  /** Resolves when nothing waits any more. Rejects when it does not end. */
  settled(): Promise<void>;
}

/** More than any of the circles may make; a bomb makes this many. */
const MOST_TRANSMISSIONS = 50;

export async function openRefusingWorld({ store, settings, receiving }: Office): Promise<RefusingWorld> {
  const refused: string[] = [];
  const send = async ({ message, recipients }: Transmission): Promise<TransmissionReport> => {
    for (const { address } of recipients) refused.push(`${message.returnPath.address} → ${address}`);
    return { recipients: recipients.map(refuse), destination: 'ok', tls: null, durationMs: 0 };
  };
  const queue = createOutgoingQueue({
    ...{ store, settings, clock: systemClock, log: silentLogger, trace: silentTrace, hostname: 'mail.example.test' },
    observations: { tally: () => {}, tallies: async () => [], forgetTallies: async () => {} },
    sender: { send, [Symbol.asyncDispose]: async () => {} },
    channels: {
      deliver: async ({ recipients }) => recipients.map(refuse),
      listFiles: async () => [],
      listPrograms: async () => [],
      faultOf: async () => null,
    },
    random: () => 0.5,
    nextQueueId: () => receiving.nextQueueId(),
    placesOf: (address) => receiving.placesOfNotice(address),
    sign: async () => '',
    openPassword: () => '',
    stopDeadlineMs: 50,
  });
  await queue.start();
  return {
    refused,
    async settled() {
      for (let messages = 1; messages > 0; { messages } = await queue.counts()) {
        if (refused.length > MOST_TRANSMISSIONS) throw new Error(`it does not end: ${refused.join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

function refuse(): TransmissionReport['recipients'][number] {
  return {
    outcome: 'failed',
    atMs: Date.now(),
    host: 'mx.example.org',
    address: '192.0.2.1',
    status: '5.1.1',
    code: 550,
    text: '550 5.1.1 No such user',
    isDsnRelayed: false,
  };
}
