/** The ENVELOPE of a message, as IMAP's parenthesised list: RFC 9051 section 7.5.2, RFC 3501 section 7.4.2. */
import { type ListedAddress, parseAddressList } from '../address/address-list.ts';
import type { ByteString } from './byte-string.ts';
import { allValues, firstValue, type Header } from './headers.ts';
import { imapNString, imapString } from './imap-string.ts';
import type { MimeDefect } from './mime-defect.ts';

/**
 * Renders date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to and message-id.
 *
 * Of a text field that occurs twice the first counts; address fields that occur twice are joined, so that nobody is
 * hidden. An address without domain, or one that is malformed, has an empty host: NIL would make it a group.
 */
export function renderEnvelope(header: Header, defects: Set<MimeDefect>): ByteString {
  const addresses = (name: string): ByteString => renderAddresses(header, name, defects);
  const text = (name: string): ByteString => imapNString(firstValue(header, name));
  const from = addresses('from');
  return `(${[
    text('date'),
    text('subject'),
    from,
    orDefault(addresses('sender'), from),
    orDefault(addresses('reply-to'), from),
    addresses('to'),
    addresses('cc'),
    addresses('bcc'),
    text('in-reply-to'),
    text('message-id'),
  ].join(' ')})`;
}

/** The envelope of a message without header. */
export const EMPTY_ENVELOPE: ByteString = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

function orDefault(addresses: ByteString, from: ByteString): ByteString {
  return addresses === 'NIL' ? from : addresses;
}

function renderAddresses(header: Header, name: string, defects: Set<MimeDefect>): ByteString {
  const values = allValues(header, name);
  if (values.length === 0) return 'NIL';
  const { entries, truncated } = parseAddressList(values.length === 1 ? values[0] : values.join(','));
  if (truncated) defects.add('too-many-addresses');
  return entries.length === 0 ? 'NIL' : `(${entries.map(renderAddress).join('')})`;
}

function renderAddress(entry: ListedAddress): ByteString {
  switch (entry.kind) {
    case 'group-start':
      return `(NIL NIL ${imapString(entry.name)} NIL)`;
    case 'group-end':
      return '(NIL NIL NIL NIL)';
    case 'mailbox': {
      const { name, route, localPart, domain } = entry;
      return `(${imapNString(name)} ${imapNString(route)} ${imapString(localPart)} ${imapString(domain)})`;
    }
  }
}
