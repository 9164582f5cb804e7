/** What clients are told. Every refusal of the domain has its row here, or the tables do not compile. */
import type { FailureCode } from '../../base/failure.ts';
import type { MessageRefusal, MessageRefusedByRule, RecipientRefusal } from '../../domain/delivery/refusals.ts';
import type { ReputationRefusal } from '../../domain/reputation/client-reputation.ts';
import type { TextFault } from '../../wire/smtp/data-decoder.ts';
import { type Reply, reply } from '../../wire/smtp/reply.ts';
import type { SyntaxProblem } from '../../wire/smtp/syntax-error.ts';

export const SYNTAX_REPLIES = {
  line: reply(500, '5.5.2', 'Lines end with CRLF and hold no control characters'),
  'unknown-command': reply(500, '5.5.1', 'Unknown command'),
  argument: reply(501, '5.5.4', 'Syntax error in the arguments'),
  'sender-address': reply(501, '5.1.7', 'Syntax error in the sender address'),
  'recipient-address': reply(501, '5.1.3', 'Syntax error in the recipient address'),
  'unknown-parameter': reply(555, '5.5.4', 'Unknown parameter'),
  'parameter-value': reply(501, '5.5.4', 'Syntax error in a parameter value'),
} as const satisfies Record<SyntaxProblem, Reply>;

export const RECIPIENT_REPLIES = {
  'unknown-recipient': reply(550, '5.1.1', 'No such user here'),
  'recipient-disabled': reply(550, '5.2.1', 'Mailbox is disabled'),
  'recipient-over-quota': reply(452, '4.2.2', 'Mailbox is full'),
  'larger-than-quota': reply(552, '5.2.2', 'Message is larger than the mailbox'),
  'relay-denied': reply(550, '5.7.1', 'Relaying is denied'),
  'alias-loop': reply(550, '5.4.6', 'Alias leads back to itself'),
  'alias-too-large': reply(550, '5.2.4', 'Alias has too many members'),
  'alias-empty': reply(550, '5.2.4', 'Alias has no members'),
} as const satisfies Record<RecipientRefusal, Reply>;

export const MESSAGE_REPLIES = {
  'too-many-hops': reply(554, '5.4.6', 'Too many hops: the message is in a loop'),
  'alias-came-back': reply(554, '5.4.6', 'The message has come through this address before'),
  'header-too-large': reply(552, '5.3.4', 'Message header is too large'),
  'header-malformed': reply(554, '5.6.0', 'Message header begins with white space'),
  'sender-not-owned': reply(550, '5.7.1', 'The From address is not one of yours'),
  'name-not-owned': reply(550, '5.7.1', 'The name in From shows an address that is not yours'),
  'from-malformed': reply(550, '5.6.0', 'From must name its addresses once and clearly'),
  'score-too-high': reply(550, '5.7.1', 'Message is not wanted here'),
  'not-given-out': reply(550, '5.7.1', 'Only what was given to a content filter may go elsewhere from here'),
  'too-busy': reply(452, '4.3.1', 'Too many messages at once, try again later'),
} as const satisfies Record<MessageRefusal, Reply>;

export const TEXT_REPLIES = {
  'bare-cr': reply(550, '5.6.0', 'Message has a CR that no LF follows'),
  'bare-lf': reply(550, '5.6.0', 'Message has an LF without a CR before it'),
  nul: reply(550, '5.6.0', 'Message has a NUL character'),
  'line-too-long': reply(550, '5.6.0', 'Message has a line that is too long'),
} as const satisfies Record<TextFault, Reply>;

export const FAILURE_REPLIES = {
  'not-found': reply(550, '5.1.1', 'No such user here'),
  'already-exists': reply(451, '4.3.0', 'Internal error'),
  'no-permission': reply(550, '5.7.1', 'Not permitted'),
  'over-quota': reply(452, '4.2.2', 'Mailbox is full'),
  'too-large': reply(552, '5.3.4', 'Message is too large'),
  'too-many': reply(452, '4.5.3', 'Too many'),
  invalid: reply(550, '5.6.0', 'Message is not acceptable'),
  'in-use': reply(451, '4.3.0', 'Internal error'),
  conflict: reply(451, '4.3.0', 'Try again'),
  'authentication-failed': reply(535, '5.7.8', 'Authentication failed'),
  disabled: reply(550, '5.2.1', 'Mailbox is disabled'),
  unavailable: reply(451, '4.3.0', 'Temporarily not possible'),
  'no-space': reply(452, '4.3.1', 'Disk space is short'),
  unsupported: reply(504, '5.5.4', 'Not supported'),
} as const satisfies Record<FailureCode, Reply>;

/** At RCPT, by what is known of the client. RFC 5321 section 4.2, RFC 6647 section 5 */
export function reputationReply(refusal: ReputationRefusal): Reply {
  switch (refusal.kind) {
    case 'listed':
      return reply(554, '5.7.1', refusal.text);
    case 'greylisted':
      return reply(451, '4.7.1', `Greylisted, try again in ${refusal.retryAfterSeconds} seconds`);
    case 'too-many':
      return reply(450, '4.7.1', `Too many ${refusal.what}, try again later`);
  }
}

/** As a policy, a filter or a limit has put it. One that is malformed becomes a refusal of its class. */
export function ruleReply({ replyCode, status, text }: MessageRefusedByRule): Reply {
  const isTemporary = replyCode >= 400 && replyCode < 500;
  const isRefusal = isTemporary || (replyCode >= 500 && replyCode < 600);
  const code = isRefusal ? replyCode : 550;
  const match = /^([45])\.(\d{1,3})\.(\d{1,3})$/.exec(status);
  const fits = match !== null && match[1] === String(code)[0];
  const enhanced = fits ? (status as `${4 | 5}.${number}.${number}`) : isTemporary ? '4.7.1' : '5.7.1';
  return reply(code, enhanced, text.split(/[\r\n]/, 1)[0] ?? '');
}

/** The queue id goes with whatever is said behind the data, so that people can ask for it. */
export function withQueueId(said: Reply, queueId: string): Reply {
  return { code: said.code, text: said.text.replace(/\r\n$/, ` (${queueId})\r\n`) };
}

export const OK = reply(250, '2.0.0', 'Ok');
export const SENDER_OK = reply(250, '2.1.0', 'Ok');
export const RECIPIENT_OK = reply(250, '2.1.5', 'Ok');
export const START_MAIL = reply(354, null, 'End data with <CR><LF>.<CR><LF>');
export const LINE_TOO_LONG = reply(500, '5.5.2', 'Line is too long');
export const HELLO_FIRST = reply(503, '5.5.1', 'Say hello first');
export const MAIL_FIRST = reply(503, '5.5.1', 'MAIL first');
export const NO_RECIPIENTS = reply(503, '5.5.1', 'No valid recipients');
export const IN_TRANSACTION = reply(503, '5.5.1', 'Not within a mail transaction');
export const CHUNKS_FOLLOW = reply(503, '5.5.1', 'The message comes by BDAT');
export const NOT_OFFERED = reply(502, '5.5.1', 'Not offered');
export const TOO_MANY_RECIPIENTS = reply(452, '4.5.3', 'Too many recipients');
export const MESSAGE_TOO_LARGE = reply(552, '5.3.4', 'Message is too large');
export const SENDER_NOT_OWNED = reply(550, '5.7.1', 'The sender address is not one of yours');
export const NEEDS_SMTPUTF8 = reply(553, '5.6.7', 'Addresses beyond ASCII need SMTPUTF8');
/** For the trace, and for a client that has ended its side alone. */
export const CLIENT_GONE = reply(451, '4.4.2', 'The connection was closed before the message was taken');
/** What somebody signed in with is no longer valid. RFC 5321 section 3.8 */
export const SIGNED_OUT = reply(421, '4.7.0', 'No longer signed in');
export const INTERNAL_ERROR = reply(451, '4.3.0', 'Internal error');
