/** Why a session did not come about or broke off: no bug, and nothing that concerns one recipient only. */
import { Failure } from '../../base/failure.ts';
import { formatServerReply, type ServerReply } from '../../wire/smtp/server-reply.ts';
import { SENDER_LIMITS } from './sender-options.ts';

export interface ProblemOptions {
  readonly reply?: ServerReply;
  readonly cause?: unknown;
  /** The address does not answer: not to be tried again soon. */
  readonly isDead?: boolean;
}

export class SmtpProblem extends Failure {
  /** RFC 3463; whether the fault is temporary is its first digit. */
  readonly status: string;
  readonly reply: ServerReply | null;
  readonly isDead: boolean;

  /** @param text what is told to the sender of the message, too; the reply of the server, where there is one, instead. */
  constructor(status: string, text: string, { reply, cause, isDead = false }: ProblemOptions = {}) {
    super('unavailable', text, { cause });
    this.status = status;
    this.reply = reply ?? null;
    this.isDead = isDead;
  }

  get text(): string {
    return this.reply === null ? this.message : replyText(this.reply);
  }
}

export function isSmtpProblem(value: unknown): value is SmtpProblem {
  return value instanceof SmtpProblem;
}

/** The words of a server, bounded. */
export function replyText(reply: ServerReply): string {
  return formatServerReply(reply).slice(0, SENDER_LIMITS.replyCharacters).toWellFormed();
}
