/**
 * DKIM-Signature fields: RFC 6376 sections 3.5 and 5, RFC 8463. Ours, since mailauth cannot oversign: fields that a
 * message must have once only are named once more than they are there, so that none can be added on the way.
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { SigningKey } from '../../../domain/ports/mail-auth.ts';
import { type ByteString, fromByteString } from '../../../formats/mime/byte-string.ts';
import { type Header, parseHeaders } from '../../../formats/mime/headers.ts';
import { BodyHash } from './body-hash.ts';
import { relaxedField } from './canonical-header.ts';
import { MessageSplitter } from './message-splitter.ts';

/** Fields that readers see, and that decide how a message is read. SECURITY.md section 2 (DKIM/DMARC) */
const OVERSIGNED = [
  'From',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'Reply-To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
] as const;
/** Signed where they are there. RFC 6376 section 5.4.1, RFC 8460 section 5.3 */
const SIGNED = [
  'Sender',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'TLS-Report-Domain',
  'TLS-Report-Submitter',
] as const;

const LINE_LENGTH = 76;

export interface SigningTimes {
  readonly nowMs: number;
  /** How long the signature holds: `x=`. */
  readonly lifetimeSeconds: number;
}

export class MessageSigner {
  readonly #body = new BodyHash('relaxed', 'sha256');
  readonly #splitter = new MessageSplitter((chunk) => this.#body.update(chunk));
  readonly #keys: readonly SigningKey[];
  readonly #times: SigningTimes;

  constructor(keys: readonly SigningKey[], times: SigningTimes) {
    this.#keys = keys;
    this.#times = times;
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /** One field for each key, with line ends; '' for a message without From, which nobody may sign. */
  finish(): string {
    const bodyHash = this.#body.digest();
    const header = parseHeaders(this.#splitter.section);
    const names = namesToSign(header);
    if (!header.fields.some(({ name }) => name === 'from')) return '';
    const signedFields = canonicalFields(header, names);
    return this.#keys.map((key) => this.#signature(key, names, signedFields, bodyHash)).join('');
  }

  #signature(key: SigningKey, names: readonly string[], signedFields: ByteString, bodyHash: string): string {
    const seconds = Math.floor(this.#times.nowMs / 1000);
    const unsigned = fold([
      'DKIM-Signature: v=1;',
      ` a=${key.algorithm};`,
      ' c=relaxed/relaxed;',
      ` d=${key.domain};`,
      ` s=${key.selector};`,
      ` t=${seconds};`,
      ` x=${seconds + this.#times.lifetimeSeconds};`,
      ...` h=${names.join(':')};`.split(/(?<=:)/),
      ` bh=${bodyHash};`,
      ' b=',
    ]);
    const value = signOctets(key, fromByteString(signedFields + relaxedField(unsigned)));
    const lines = value.match(new RegExp(`.{1,${LINE_LENGTH - 1}}`, 'g')) ?? [];
    return `${unsigned}${lines.map((line) => `\r\n\t${line}`).join('')}\r\n`;
  }
}

/** In the order in which they are named in `h=`. */
function namesToSign(header: Header): string[] {
  const repeated = (name: string, more: number) => {
    const count = header.fields.filter((field) => field.name === name.toLowerCase()).length;
    return Array.from({ length: count + more }, () => name);
  };
  return [...OVERSIGNED.flatMap((name) => repeated(name, 1)), ...SIGNED.flatMap((name) => repeated(name, 0))];
}

/** Of several fields of a name the last goes first; what is not there is nothing. RFC 6376 section 5.4.2 */
function canonicalFields(header: Header, names: readonly string[]): ByteString {
  const left = new Map<string, ByteString[]>();
  for (const { name, start, end } of header.fields) {
    const fields = left.get(name) ?? [];
    fields.push(header.text.slice(start, end));
    left.set(name, fields);
  }
  let text = '';
  for (const name of names) {
    const field = left.get(name.toLowerCase())?.pop();
    if (field !== undefined) text += `${relaxedField(field)}\r\n`;
  }
  return text;
}

function fold(parts: readonly string[]): string {
  let text = '';
  let lineLength = 0;
  for (const part of parts) {
    if (lineLength > 0 && lineLength + part.length > LINE_LENGTH) {
      text += '\r\n\t';
      lineLength = 1;
      text += part.trimStart();
      lineLength += part.trimStart().length;
      continue;
    }
    text += part;
    lineLength += part.length;
  }
  return text;
}

/** Parsing a key costs more than an Ed25519 signature. */
const parsedKeys = new Map<string, KeyObject>();
const MAX_PARSED_KEYS = 200;

function signOctets(key: SigningKey, octets: Uint8Array): string {
  const parsed = parsedKeys.get(key.privateKey) ?? createPrivateKey(key.privateKey);
  if (parsedKeys.size >= MAX_PARSED_KEYS) parsedKeys.clear();
  parsedKeys.set(key.privateKey, parsed);
  // RFC 8463 section 3: Ed25519 signs the hash, not the text.
  if (key.algorithm === 'ed25519-sha256') {
    return sign(null, createHash('sha256').update(octets).digest(), parsed).toString('base64');
  }
  return sign('sha256', octets, parsed).toString('base64');
}
