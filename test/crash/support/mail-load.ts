/** Clients that bring messages, one after another, and note what they were promised. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isFailure } from '../../../src/base/failure.ts';
import { TEST_DOMAIN } from '../../support/server.ts';
import { ImapClient } from './imap-client.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { isPositive, SmtpClient, type SmtpTarget } from './smtp-client.ts';
import { makeMessage } from './test-message.ts';

export interface LoadContext {
  readonly ledger: Ledger;
  readonly random: Random;
  readonly isStopping: () => boolean;
}

export interface SmtpLoad {
  readonly name: string;
  readonly target: SmtpTarget;
  readonly recipients: readonly string[];
  /** Who signs in. */
  readonly user?: string;
}

const RECONNECT_MS = 25;

/** SMTP, submission or LMTP. */
export async function loadSmtp(load: SmtpLoad, context: LoadContext): Promise<void> {
  const { ledger, random } = context;
  const sender = load.user === undefined ? 'bob@example.org' : `${load.user}@${TEST_DOMAIN}`;
  // LMTP promises to each recipient by himself.
  const kind = { isDelivered: true, isIndivisible: 'port' in load.target };
  await untilStopped(context, async () => {
    using client = await SmtpClient.open(load.target, load.user);
    while (!context.isStopping()) {
      const users = random.below(3) === 0 ? load.recipients : [random.pick(load.recipients)];
      const message = makeMessage(ledger.nextId(load.name), random, undefined, sender);
      const attempt = ledger.begin(message, users, kind);
      for await (const { user, reply } of client.send(message, users, sender)) {
        // For ever: then this client would test nothing.
        if (reply.startsWith('5')) throw new Error(`${message.id} is refused: ${reply}`);
        ledger.settle(attempt, user, isPositive(reply) ? 'kept' : 'refused');
      }
    }
  });
}

/** IMAP APPEND into INBOX. */
export async function loadAppend(port: number, user: string, context: LoadContext): Promise<void> {
  const { ledger, random } = context;
  await untilStopped(context, async () => {
    using client = await ImapClient.signIn(port, user);
    while (!context.isStopping()) {
      const message = makeMessage(ledger.nextId('append'), random);
      const attempt = ledger.begin(message, [user], { isDelivered: false, isIndivisible: false });
      const { result } = await client.ask('APPEND INBOX ', message.text);
      ledger.settle(attempt, user, result.startsWith('OK') ? 'kept' : 'refused');
      const uid = /\[APPENDUID \d+ (\d+)\]/.exec(result)?.[1];
      if (uid !== undefined) attempt.uids.set(user, Number(uid));
    }
  });
}

/** Begins again whenever the server went away; any other failure is one. */
export async function untilStopped(context: Pick<LoadContext, 'isStopping'>, work: () => Promise<void>): Promise<void> {
  while (!context.isStopping()) {
    try {
      await work();
    } catch (error) {
      if (!isConnectionEnd(error)) throw error;
      await sleep(RECONNECT_MS);
    }
  }
}

export function isConnectionEnd(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isFailure(error, 'unavailable')) return true;
  if (error.message.startsWith('the connection ended')) return true;
  return 'code' in error && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'].includes(String(error.code));
}
