/** Tells the domain what is known of a message at the end of its envelope. */
import type { Envelope, MessageSource } from '../../domain/delivery/envelope.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { SmtpSession } from './session.ts';
import type { Transaction } from './transaction.ts';

export function describeEnvelope(session: SmtpSession, transaction: Transaction): Envelope {
  const { mail, wishes, recipients } = transaction;
  const { connection, principal, look } = session;
  return {
    source: sourceOf(session),
    sender: mail.from,
    returnPath: {
      address: mail.from === null ? '' : formatMailAddress(mail.from),
      envelopeId: mail.envelopeId,
      returnContent: mail.returnContent,
      smtpUtf8: mail.smtpUtf8,
      body: mail.body,
    },
    wishes,
    recipients,
    look,
    client: {
      name: session.client?.name ?? '',
      address: connection.peer.address,
      port: connection.peer.port,
      protocol: describeProtocol(session, mail.smtpUtf8),
      tls: connection.tls === null ? null : `${connection.tls.protocol} with cipher ${connection.tls.cipher}`,
    },
    submitter: principal?.account ?? (session.isDevice ? 'device' : null),
    userId: principal?.userId ?? null,
    declaredBytes: mail.sizeBytes,
  };
}

function sourceOf({ profile, maySubmit, connection }: SmtpSession): MessageSource {
  if (profile.isForFilters) return 'filter';
  if (profile.service === 'lmtp') return 'local-server';
  if (maySubmit) return 'submission';
  return connection.peer.isTrusted ? 'trusted-server' : 'server';
}

/** The transmission types of RFC 3848 section 1 and RFC 6531 section 4.3. */
function describeProtocol(session: SmtpSession, isUtf8: boolean): string {
  if (session.client?.isExtended === false) return 'SMTP';
  const base = session.profile.greeting;
  const name = isUtf8 ? base.replace(/^E?/, 'UTF8') : base;
  return `${name}${session.connection.tls === null ? '' : 'S'}${session.principal === null ? '' : 'A'}`;
}
