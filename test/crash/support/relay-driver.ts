/**
 * A process that sends mail to another server until it is killed: store, outgoing queue and SMTP client as the server
 * has them. It tells what it accepts in lines on its standard output, each written before it goes on.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { createQueueIds } from '../../../src/domain/delivery/queue-id.ts';
import type { AccountId } from '../../../src/domain/ports/ids.ts';
import { NULL_RETURN_PATH, type OutgoingMessage } from '../../../src/domain/ports/queue.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { createOutgoingQueue } from '../../../src/domain/queue/outgoing-queue.ts';
import { openSettings } from '../../../src/domain/settings/settings.ts';
import { silentTrace } from '../../../src/domain/trace/trace.ts';
import { openObservations } from '../../../src/engines/embedded/observations/open.ts';
import { openEmbeddedStore } from '../../../src/engines/embedded/open.ts';
import { createSmtpSender } from '../../../src/gateways/smtp-client/smtp-sender.ts';
import { PLAIN_MESSAGE, plainRecipient } from '../../support/outgoing-message.ts';
import { stage } from '../../support/store.ts';
import { SENDER } from './queue-observer.ts';
import { seededRandom } from './random.ts';
import type { RelayLine } from './relay-ledger.ts';
import { tell } from './tell.ts';
import { makeMessage } from './test-message.ts';

export interface RelayTask {
  /** Of the store. */
  readonly directory: string;
  readonly seed: number;
  /** In the ids of its messages. */
  readonly prefix: string;
  /** Nothing new is accepted: what is in the queue is sent. */
  readonly isDraining: boolean;
}

const CLIENTS = 3;
const MAX_WAITING = 200;
const RETRY_MS = 200;

/** What becomes of a recipient at the other server: see relay.test.ts. */
const FATES = ['taken', 'taken', 'taken', 'later', 'never', 'unanswered'];

const task = JSON.parse(readFileSync(0, 'utf8')) as RelayTask;
const { directory } = task;
const base = { clock: systemClock, log: silentLogger };
const random = seededRandom(task.seed);
const store = await openEmbeddedStore({ directory, ...base });
const settings = await openSettings(store, systemClock);
const observations = openObservations({ directory, ...base });
const account = (await store.reader().directory.findUser(SENDER))?.account ?? (0 as AccountId);
const nothing = async () => ({ kind: 'none', isNxDomain: true, isAuthenticated: false }) as const;
/** The route's host is an address. */
const itself = async (host: string) =>
  ({ kind: 'found', records: [host], isAuthenticated: false, ttlSeconds: 60 }) as const;
const nextQueueId = createQueueIds(systemClock, task.prefix.slice(-2).padStart(2, '0').toUpperCase());

const queue = createOutgoingQueue({
  ...{ ...base, store, settings, observations, nextQueueId },
  trace: silentTrace,
  sender: createSmtpSender({
    ...{ ...base, observations },
    names: {
      mx: nothing,
      addresses: itself,
      ipv4: nothing,
      ipv6: nothing,
      txt: nothing,
      ptr: nothing,
      tlsa: nothing,
      srv: nothing,
      alias: nothing,
    },
    policies: { find: async () => ({ policy: null, failure: null }) },
    options: () => ({
      ...{
        hostname: 'mail.example.test',
        port: 25,
        connectTimeoutMs: 5000,
        idleMs: 1000,
        maxMessagesPerConnection: 100,
      },
      ...{ useDane: false, useMtaSts: false, authorities: undefined },
    }),
    isOwnName: () => false,
    isOwnEndpoint: () => false,
    renewHead: (head) => Promise.resolve(head),
  }),
  channels: {
    deliver: async () => [],
    listFiles: async () => [],
    listPrograms: async () => [],
    faultOf: async () => null,
  },
  hostname: 'mail.example.test',
  random: Math.random,
  placesOf: async () => ({ local: [{ account, mailbox: null, system: 0, keywords: '' }], remote: [] }),
  sign: async () => '',
  openPassword: () => '',
});
await queue.start();
tell<RelayLine>({ kind: 'ready' });
if (!task.isDraining) for (let client = 0; client < CLIENTS; client += 1) void accept(client);
for (;;) {
  await sleep(RETRY_MS);
  if (task.isDraining && (await queue.counts()).messages === 0) break;
  for (const { lane } of await queue.lanes()) await queue.retry({ lane }, 'test');
}
await queue[Symbol.asyncDispose]();
await observations[Symbol.asyncDispose]();
await store[Symbol.asyncDispose]();

async function accept(client: number): Promise<void> {
  for (let count = 1; ; count += 1) {
    while ((await queue.counts()).recipients > MAX_WAITING) await sleep(5);
    const message = makeMessage(`${task.prefix}c${client}n${count}`, random, random.between(200, 4000));
    const recipients = Array.from({ length: random.between(1, 4) }, (_, index) => {
      return `${random.pick(FATES)}.${message.id}.${index}@d${random.below(3)}.example`;
    });
    const content = await stage(store, message.text);
    tell<RelayLine>({ kind: 'begin', id: message.id, text: message.text, recipients });
    const receivedAt = { ms: Date.now(), offsetMinutes: 0 };
    await applyOne(store, { kind: 'deliver', content, receivedAt, local: [], outgoing: [outgoing(recipients)] });
    tell<RelayLine>({ kind: 'end', id: message.id });
  }
}

function outgoing(recipients: readonly string[]): OutgoingMessage {
  return {
    // Of no account: one that is refused so often would be stopped.
    ...PLAIN_MESSAGE,
    queueId: nextQueueId(),
    returnPath: { ...NULL_RETURN_PATH, address: `${SENDER}@example.test` },
    recipients: recipients.map(plainRecipient),
  };
}
