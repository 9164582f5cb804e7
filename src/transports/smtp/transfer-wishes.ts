/** What the parameters of MAIL ask of the queue, in times of ours: RFC 4865, RFC 6710, RFC 2852, RFC 8689. */
import type { TransferWishes } from '../../domain/ports/kept-envelope.ts';
import type { HoldRequest, MailCommand } from '../../wire/smtp/command.ts';
import { type Reply, reply } from '../../wire/smtp/reply.ts';
import { SYNTAX_REPLIES } from './replies.ts';
import type { SmtpSession } from './session.ts';

export type WishesDecision =
  | {
      readonly wishes: TransferWishes;
      /** The reply to MAIL, where it is not the usual one. */
      readonly said: Reply | null;
      readonly refusal?: never;
    }
  | { readonly wishes?: never; readonly said?: never; readonly refusal: Reply };

/** What was not offered in the reply to EHLO is an unknown parameter. */
export function decideWishes(session: SmtpSession, mail: MailCommand): WishesDecision {
  const { profile, settings, deps } = session;
  const asksQueue = mail.hold !== null || mail.priority !== null || mail.deliverBy !== null;
  if (asksQueue && !profile.hasTransferWishes) return { refusal: SYNTAX_REPLIES['unknown-parameter'] };
  // RFC 8689 section 2: only where TLS is in use.
  if (mail.requiresTls && !session.mayRequireTls) return { refusal: SYNTAX_REPLIES['unknown-parameter'] };
  const longestMs = settings.get('maxFutureReleaseMs');
  if (mail.hold !== null && longestMs === 0) return { refusal: SYNTAX_REPLIES['unknown-parameter'] };

  const nowMs = deps.clock.nowMs();
  const notBeforeMs = mail.hold === null ? null : releaseTime(mail.hold, nowMs);
  // RFC 4865 section 4.2: 501, 5.5.4.
  if (notBeforeMs !== null && (notBeforeMs < nowMs || notBeforeMs > nowMs + longestMs)) return { refusal: NOT_SO_LATE };
  const deliverBy =
    mail.deliverBy === null
      ? null
      : {
          atMs: nowMs + mail.deliverBy.seconds * 1000,
          mode: mail.deliverBy.mode,
          isTraced: mail.deliverBy.isTraced,
        };
  // RFC 4865 section 5.2.2
  if (notBeforeMs !== null && deliverBy !== null && notBeforeMs > deliverBy.atMs) return { refusal: NOT_BOTH };

  const highest = session.principal === null ? 0 : settings.get('submissionMaxPriority');
  const priority = mail.priority === null ? null : Math.min(mail.priority, highest);
  // RFC 6710 section 4.1: the new priority stands behind the code.
  const said =
    priority === mail.priority ? null : reply(250, '2.3.6', `${priority} is the highest priority that is given here`);
  return { wishes: { priority, requiresTls: mail.requiresTls, deliverBy, notBeforeMs }, said };
}

function releaseTime(hold: HoldRequest, nowMs: number): number {
  return hold.kind === 'for' ? nowMs + hold.seconds * 1000 : hold.atMs;
}

const NOT_SO_LATE = reply(501, '5.5.4', 'Cannot hold the message until then');
const NOT_BOTH = reply(501, '5.5.4', 'The message would be released after the time by which it is to be delivered');
