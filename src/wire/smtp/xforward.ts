/** XFORWARD: where a message came from, for a content filter that gives it back. Postfix's XFORWARD_README describes it. */
import type { ServerReply } from './server-reply.ts';
import { encodeXtext } from './xtext.ts';

export type XforwardAttribute = 'NAME' | 'ADDR' | 'PORT' | 'PROTO' | 'HELO' | 'IDENT' | 'SOURCE';

const MAX_LINE_OCTETS = 512;
/** Of a value as it is written. */
const MAX_VALUE_OCTETS = 255;
const UNAVAILABLE = '[UNAVAILABLE]';

/** The attributes that a server takes, in its reply to EHLO; none where it does not know the command. */
export function xforwardAttributes(reply: ServerReply): ReadonlySet<string> {
  const line = reply.lines.slice(1).find((one) => /^XFORWARD(?: |$)/i.test(one)) ?? '';
  return new Set(line.toUpperCase().split(/\s+/).slice(1));
}

/**
 * As many commands as it takes: each line has its bound. Values that are not known are said to be so, which differs
 * from leaving them out: then the filter would tell of the connection between us and it.
 */
export function xforwardCommands(
  offered: ReadonlySet<string>,
  values: Readonly<Partial<Record<XforwardAttribute, string | null>>>,
): string[] {
  const commands: string[] = [];
  let line = '';
  for (const [name, value] of Object.entries(values)) {
    if (!offered.has(name)) continue;
    const written = encodeXtext(toAscii(value ?? ''));
    const isKnown = written !== '' && written.length <= MAX_VALUE_OCTETS;
    const attribute = ` ${name}=${isKnown ? written : UNAVAILABLE}`;
    if (line !== '' && line.length + attribute.length + 2 > MAX_LINE_OCTETS) {
      commands.push(`${line}\r\n`);
      line = '';
    }
    line = (line === '' ? 'XFORWARD' : line) + attribute;
  }
  return line === '' ? commands : [...commands, `${line}\r\n`];
}

/** Printable ASCII: what else a client called itself is nobody's name. */
function toAscii(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?');
}
