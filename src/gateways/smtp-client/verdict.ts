/** What a reply means for a recipient. RFC 5321 section 4.2.1, RFC 3463 */
import type { RecipientReport } from '../../domain/ports/mail-sender.ts';
import type { ServerReply } from '../../wire/smtp/server-reply.ts';
import { replyText, type SmtpProblem } from './smtp-problem.ts';

export type Verdict = Pick<RecipientReport, 'outcome' | 'code' | 'status' | 'text'>;

/** Where in the session the reply was given. */
export type Stage = 'greeting' | 'mail' | 'rcpt' | 'data' | 'end';

export function verdictOfReply(reply: ServerReply): Verdict {
  const digit = Math.floor(reply.code / 100);
  const outcome = digit === 2 ? 'delivered' : digit === 5 ? 'failed' : 'deferred';
  const status = reply.status ?? (digit === 3 ? '4.5.0' : `${digit}.0.0`);
  return { outcome, code: reply.code, status, text: replyText(reply) };
}

export function verdictOfProblem(problem: SmtpProblem): Verdict {
  const outcome = problem.status.startsWith('5') ? 'failed' : 'deferred';
  return { outcome, code: problem.reply?.code ?? null, status: problem.status, text: problem.text };
}

export function failedVerdict(status: string, text: string): Verdict {
  return { outcome: 'failed', code: null, status, text };
}

/** The server is too busy, or sees too much of us. */
export function isThrottling(reply: ServerReply, stage: Stage): boolean {
  if (reply.code === 421) return true;
  if (reply.code === 450) return reply.status?.startsWith('4.7.') ?? false;
  return reply.code === 452 && (stage === 'greeting' || stage === 'mail');
}

/**
 * There were more recipients than the server takes at once: those beyond it go into the next transaction. 552 was once the
 * code for it; with an enhanced code that says something else it means that. RFC 5321 section 4.5.3.1.10
 */
export function isTooManyRecipients({ code, status }: ServerReply): boolean {
  if (code === 452) return status === null || status === '4.5.3';
  return code === 552 && (status === null || status === '5.5.3');
}
