import { setTimeout as sleep } from 'node:timers/promises';
import { MessageSource } from './message-source.ts';
import { nowMs } from './now.ts';
import { SmtpSession } from './smtp-session.ts';

export interface DeliverArgs {
  readonly port: number;
  readonly sessions: number;
  readonly sizeBytes: number;
  readonly recipients: readonly string[];
  readonly recipientsPerMessage: number;
  /** No message is begun after this time. */
  readonly durationMs: number;
  /** No more than these; without it as many as there is time for. */
  readonly maxMessages?: number;
  /** Messages per second over all sessions; without it each session sends as fast as it is answered. */
  readonly rate?: number;
  /** Makes Message-IDs differ between deliveries to one server. */
  readonly prefix: string;
}

export interface Delivered {
  readonly messages: number;
  /** How many each of `recipients` was sent, in their order. */
  readonly perRecipient: readonly number[];
  /** First SMTP byte, on the clock of `nowMs`. */
  readonly startedAtMs: number;
  /** Last acceptance. */
  readonly acceptedAtMs: number;
}

/** Sends messages to the recipients in turn, over sessions that stay open. */
export async function deliver(args: DeliverArgs): Promise<Delivered> {
  const source = new MessageSource(args.prefix, args.sizeBytes);
  const perRecipient = args.recipients.map(() => 0);
  const startedAtMs = nowMs();
  let messages = 0;

  const nextRecipients = (index: number): string[] => {
    const chosen: string[] = [];
    for (let i = 0; i < args.recipientsPerMessage; i++) {
      const at = (index * args.recipientsPerMessage + i) % args.recipients.length;
      perRecipient[at] = (perRecipient[at] ?? 0) + 1;
      chosen.push(args.recipients[at]);
    }
    return chosen;
  };

  const session = async (): Promise<void> => {
    const smtp = await SmtpSession.open(args.port);
    for (;;) {
      const index = messages;
      const dueMs = args.rate === undefined ? nowMs() : startedAtMs + (index * 1000) / args.rate;
      if (Math.max(dueMs, nowMs()) >= startedAtMs + args.durationMs || index >= (args.maxMessages ?? Infinity)) break;
      messages++;
      if (dueMs > nowMs()) await sleep(dueMs - nowMs());
      const to = nextRecipients(index);
      await smtp.send(to, source.message(index, to[0]));
    }
    await smtp.quit();
  };

  await Promise.all(Array.from({ length: args.sessions }, session));
  return { messages, perRecipient, startedAtMs, acceptedAtMs: nowMs() };
}
