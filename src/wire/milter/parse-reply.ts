/** What a filter says to a command, or wants changed at the end of the message. SMFIR_* */
import { Failure } from '../../base/failure.ts';
import type { MilterPacket } from './packet-reader.ts';

export type MilterReply =
  /** Decisions: each ends the step, all but `continue` and `skip` end the message. */
  | {
      readonly kind:
        | 'continue'
        | 'accept'
        | 'reject'
        | 'tempfail'
        | 'discard'
        | 'skip'
        | 'shutdown'
        | 'connection-failed';
    }
  | { readonly kind: 'reply-code'; readonly code: number; readonly status: string | null; readonly text: string }
  | MilterChange
  /** The filter needs more time. */
  | { readonly kind: 'progress' };

/** Come before the decision on the end of the message. Values of header fields are octets. */
export type MilterChange =
  | { readonly kind: 'add-header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'insert-header' | 'change-header';
      readonly index: number;
      readonly name: string;
      readonly value: string;
    }
  | { readonly kind: 'change-sender' | 'add-recipient' | 'remove-recipient'; readonly address: string }
  | { readonly kind: 'replace-body'; readonly bytes: Uint8Array }
  | { readonly kind: 'quarantine'; readonly reason: string };

/** Throws Failure `invalid` for what is no reply. */
export function parseReply({ command, data }: MilterPacket): MilterReply {
  const parse = PARSERS[command];
  if (parse === undefined) throw new Failure('invalid', `a filter replies with ${JSON.stringify(command)}`);
  return parse(data);
}

type Parser = (data: Buffer) => MilterReply;

const PARSERS: Readonly<Record<string, Parser>> = {
  c: () => ({ kind: 'continue' }),
  a: () => ({ kind: 'accept' }),
  r: () => ({ kind: 'reject' }),
  t: () => ({ kind: 'tempfail' }),
  d: () => ({ kind: 'discard' }),
  s: () => ({ kind: 'skip' }),
  p: () => ({ kind: 'progress' }),
  f: () => ({ kind: 'connection-failed' }),
  '4': () => ({ kind: 'shutdown' }),
  y: parseReplyCode,
  h: (data) => {
    const [name, value] = strings(data, 2);
    return { kind: 'add-header', name: fieldName(name), value };
  },
  i: (data) => ({ kind: 'insert-header', ...indexedHeader(data) }),
  m: (data) => ({ kind: 'change-header', ...indexedHeader(data) }),
  b: (bytes) => ({ kind: 'replace-body', bytes }),
  e: (data) => ({ kind: 'change-sender', address: address(data) }),
  '+': (data) => ({ kind: 'add-recipient', address: address(data) }),
  '-': (data) => ({ kind: 'remove-recipient', address: address(data) }),
  q: (data) => ({ kind: 'quarantine', reason: Buffer.from(strings(data, 1)[0], 'latin1').toString('utf8') }),
};

/** `NNN X.Y.Z text`; lines begin with `NNN-` when there are several. */
function parseReplyCode(data: Buffer): MilterReply {
  const lines = Buffer.from(strings(data, 1)[0], 'latin1').toString('utf8').split(/\r?\n/);
  const parsed = lines.map((line) => /^([45]\d\d)(?:[ -](?:([45]\.\d{1,3}\.\d{1,3})(?: |$))?(.*))?$/.exec(line));
  const first = parsed[0];
  if (first == null) throw new Failure('invalid', 'a filter replies without a code');
  const text = parsed.map((line) => line?.[3]?.trim() ?? '').filter((line) => line !== '');
  // libmilter wants percent signs to be written twice.
  return {
    kind: 'reply-code',
    code: Number(first[1]),
    status: first[2] ?? null,
    text: text.join(' ').replaceAll('%%', '%'),
  };
}

function indexedHeader(data: Buffer): { index: number; name: string; value: string } {
  if (data.length < 4) throw tooShort();
  const [name, value] = strings(data.subarray(4), 2);
  return { index: data.readUInt32BE(0), name: fieldName(name), value };
}

/** RFC 5322 section 3.6.8 */
function fieldName(name: string): string {
  if (!/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(name))
    throw new Failure('invalid', 'a filter names an impossible header field');
  return name;
}

/** The first argument, without angle brackets; parameters behind it are not looked at. */
function address(data: Buffer): string {
  const text = Buffer.from(strings(data, 1)[0], 'latin1').toString('utf8').trim();
  const bare = /^<(.*)>$/s.exec(text)?.[1] ?? text;
  if (/[\x00-\x1f\x7f<>]/.test(bare)) throw new Failure('invalid', 'a filter names an impossible address');
  return bare;
}

/** The octets of so many texts, each ended by NUL. */
function strings(data: Buffer, count: 1): [string];
function strings(data: Buffer, count: 2): [string, string];
function strings(data: Buffer, count: number): string[] {
  const found: string[] = [];
  for (let at = 0; found.length < count; ) {
    const end = data.indexOf(0, at);
    if (end < 0) throw tooShort();
    found.push(data.toString('latin1', at, end));
    at = end + 1;
  }
  return found;
}

function tooShort(): Failure {
  return new Failure('invalid', 'a reply of a filter is too short');
}
