/** The header fields that delivery adds: Received (RFC 5321 section 4.4), and what a user left out. */
import { isAscii } from '../../base/text.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { Envelope } from './envelope.ts';

/**
 * Received with its line ends. One content serves all recipients, so `for` is only there when there is one, which also
 * keeps recipients from learning of each other (RFC 5321 section 7.2).
 *
 * @param hostName of the client, by reverse DNS and checked; null where it is not known.
 */
export function formatReceived(
  envelope: Pick<Envelope, 'client' | 'recipients' | 'returnPath' | 'wishes'>,
  hostname: string,
  queueId: string,
  date: string,
  { hostName = null }: { readonly hostName?: string | null } = {},
): string {
  const { client, recipients, returnPath, wishes } = envelope;
  const tls = client.tls === null ? '' : `\r\n\t(using ${client.tls})`;
  const only = recipients.length === 1 ? recipients[0]?.address : undefined;
  const isShown = only !== undefined && (returnPath.smtpUtf8 || isAscii(only));
  // RFC 6710 section 4.1
  const priority = wishes.priority === null ? '' : ` PRIORITY ${wishes.priority}`;
  return (
    `Received: from ${formatClient(client.name, client.address, hostName)}${tls}\r\n` +
    `\tby ${hostname} with ${client.protocol} id ${queueId}${isShown ? `\r\n\tfor <${only}>` : ''}${priority};\r\n` +
    `\t${date}\r\n`
  );
}

/** Fields that a submitted message lacks. RFC 6409 sections 8.2 and 8.3; From by the address that was checked at MAIL. */
export function formatMissingFields(
  missing: { readonly from: boolean; readonly date: boolean; readonly messageId: boolean },
  envelope: Envelope,
  hostname: string,
  queueId: string,
  date: string,
): string {
  const from = missing.from && envelope.sender !== null ? `From: <${formatMailAddress(envelope.sender)}>\r\n` : '';
  return (
    from +
    (missing.date ? `Date: ${date}\r\n` : '') +
    (missing.messageId ? `Message-ID: <${queueId.toLowerCase()}@${hostname}>\r\n` : '')
  );
}

const DOMAIN = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;
const LITERAL = /^\[[A-Za-z0-9:.]+\]$/;

/** Extended-Domain: the name presented when it can stand there, and where the connection really comes from. */
function formatClient(name: string, address: string, hostName: string | null): string {
  const isPresentable = DOMAIN.test(name) || LITERAL.test(name);
  if (address === '') return isPresentable ? name : 'localhost';
  const literal = address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
  const checked = hostName !== null && DOMAIN.test(hostName) ? `${hostName} ` : '';
  return `${isPresentable ? name : literal} (${checked}${literal})`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 section 3.3: `Thu, 6 Aug 2026 09:05:00 +0200`. */
export function formatDate(ms: number, offsetMinutes: number): string {
  const local = new Date(ms + offsetMinutes * 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = Math.abs(offsetMinutes);
  return (
    `${DAYS[local.getUTCDay()]}, ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]} ${local.getUTCFullYear()} ` +
    `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())} ` +
    `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}${two(offset % 60)}`
  );
}
