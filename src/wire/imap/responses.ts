/** Untagged responses about mailboxes, as octets with their line end. RFC 9051 section 7 */
import type { SequenceRange, StatusItem } from './command.ts';
import { formatRanges, formatSequenceSet } from './sequence-set.ts';
import { renderAstring, renderMailbox, renderString, renderText } from './strings.ts';

export type Condition = 'OK' | 'NO' | 'BAD' | 'BYE';

/** `* OK [code] text`, or with a tag. @param code without brackets; null for none. */
export function statusResponse(tag: string, condition: Condition, code: string | null, text: string): string {
  return code === null ? `${tag} ${condition} ${text}\r\n` : `${tag} ${condition} [${code}] ${text}\r\n`;
}

export interface ListedMailbox {
  readonly name: string;
  /** `\HasChildren`, `\Subscribed`, … in the order to be sent. */
  readonly attributes: readonly string[];
  /** Null for a name without hierarchy. */
  readonly separator: string | null;
  /** RFC 5258 section 3.5: what the listed name itself does not meet, but something below it. */
  readonly childInfo?: readonly string[];
  /** RFC 9051 section 6.3.9.7: the name that the mailbox had, or that the client used for it. */
  readonly oldName?: string;
}

export function listResponse(mailbox: ListedMailbox, isUtf8: boolean, command: 'LIST' | 'LSUB' = 'LIST'): string {
  const separator = mailbox.separator === null ? 'NIL' : renderString(mailbox.separator);
  const name = renderMailbox(mailbox.name, isUtf8);
  const extended: string[] = [];
  if (mailbox.childInfo !== undefined) {
    extended.push(`"CHILDINFO" (${mailbox.childInfo.map((option) => renderString(option)).join(' ')})`);
  }
  if (mailbox.oldName !== undefined) extended.push(`"OLDNAME" (${renderMailbox(mailbox.oldName, isUtf8)})`);
  const tail = extended.length === 0 ? '' : ` (${extended.join(' ')})`;
  return `* ${command} (${mailbox.attributes.join(' ')}) ${separator} ${name}${tail}\r\n`;
}

/** Values are numbers, or text that is ready to send (`NIL`, `(M12)`). */
export type StatusValues = ReadonlyMap<StatusItem, number | string>;

export function statusData(name: string, values: StatusValues, isUtf8: boolean): string {
  const items: string[] = [];
  for (const [item, value] of values) items.push(`${item.toUpperCase()} ${value}`);
  return `* STATUS ${renderMailbox(name, isUtf8)} (${items.join(' ')})\r\n`;
}

export interface Namespace {
  readonly prefix: string;
  readonly separator: string;
}

type Namespaces = readonly Namespace[] | null;

/** RFC 9051 section 6.3.10 */
export function namespaceResponse(personal: Namespaces, otherUsers: Namespaces, shared: Namespaces): string {
  return `* NAMESPACE ${namespaces(personal)} ${namespaces(otherUsers)} ${namespaces(shared)}\r\n`;
}

function namespaces(list: Namespaces): string {
  if (list === null || list.length === 0) return 'NIL';
  return `(${list.map(({ prefix, separator }) => `(${renderText(prefix)} ${renderString(separator)})`).join('')})`;
}

/** RFC 2971 section 3.2 */
export function idResponse(fields: ReadonlyMap<string, string> | null): string {
  if (fields === null) return '* ID NIL\r\n';
  const pairs: string[] = [];
  for (const [field, value] of fields) pairs.push(`${renderString(field)} ${renderText(value)}`);
  return `* ID (${pairs.join(' ')})\r\n`;
}

export interface QuotaResource {
  readonly name: 'STORAGE' | 'MESSAGE';
  /** STORAGE in units of 1024 octets. RFC 9208 section 5.1 */
  readonly used: number;
  readonly limit: number;
}

/** RFC 9208 section 4.2.1. Resources without limit are not named. */
export function quotaResponse(root: string, resources: readonly QuotaResource[]): string {
  const list = resources.map(({ name, used, limit }) => `${name} ${used} ${limit}`).join(' ');
  return `* QUOTA ${renderRoot(root)} (${list})\r\n`;
}

/** RFC 9208 section 4.2.2 */
export function quotaRootResponse(mailbox: string, roots: readonly string[], isUtf8: boolean): string {
  return `* QUOTAROOT ${[renderMailbox(mailbox, isUtf8), ...roots.map(renderRoot)].join(' ')}\r\n`;
}

function renderRoot(root: string): string {
  return renderAstring(root);
}

/** RFC 7162 section 3.2.10. The empty string where nothing vanished. */
export function vanishedResponse(uids: Iterable<SequenceRange>, isEarlier: boolean): string {
  const set = formatRanges(uids);
  if (set === '') return '';
  return isEarlier ? `* VANISHED (EARLIER) ${set}\r\n` : `* VANISHED ${set}\r\n`;
}

/** Pairs of sets in which the nth UID of one belongs to the nth of the other. RFC 9051 section 7.1, COPYUID */
export function copyUidCode(uidValidity: number, from: Iterable<number>, to: Iterable<number>): string {
  return `COPYUID ${uidValidity} ${formatSequenceSet(from)} ${formatSequenceSet(to)}`;
}

export function appendUidCode(uidValidity: number, uids: Iterable<number>): string {
  return `APPENDUID ${uidValidity} ${formatSequenceSet(uids)}`;
}
