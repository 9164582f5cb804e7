/** Reads an ENVELOPE that `renderEnvelope` wrote, for readers other than IMAP clients. */
import type { ListedAddress } from '../address/address-list.ts';
import type { ByteString } from './byte-string.ts';

/** Values as in the message: undecoded byte strings. An address list is empty where ENVELOPE has NIL. */
export interface Envelope {
  readonly date: ByteString | null;
  readonly subject: ByteString | null;
  readonly from: readonly ListedAddress[];
  readonly sender: readonly ListedAddress[];
  readonly replyTo: readonly ListedAddress[];
  readonly to: readonly ListedAddress[];
  readonly cc: readonly ListedAddress[];
  readonly bcc: readonly ListedAddress[];
  readonly inReplyTo: ByteString | null;
  readonly messageId: ByteString | null;
}

/** @throws Error when the text is no envelope: it comes from our own store, so that is a bug or a damaged store. */
export function parseEnvelope(text: ByteString): Envelope {
  const reader = new EnvelopeReader(text);
  reader.expect('(');
  const envelope: Envelope = {
    date: reader.readNString(),
    subject: reader.readNString(),
    from: reader.readAddresses(),
    sender: reader.readAddresses(),
    replyTo: reader.readAddresses(),
    to: reader.readAddresses(),
    cc: reader.readAddresses(),
    bcc: reader.readAddresses(),
    inReplyTo: reader.readNString(),
    messageId: reader.readNString(),
  };
  reader.expect(')');
  return envelope;
}

class EnvelopeReader {
  readonly #text: ByteString;
  #at = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  expect(token: string): void {
    if (!this.#take(token)) throw new Error(`damaged envelope: no "${token}" at ${this.#at}`);
  }

  readNString(): ByteString | null {
    this.#take(' ');
    if (this.#take('NIL')) return null;
    return this.#take('{') ? this.#readLiteral() : this.#readQuoted();
  }

  readAddresses(): ListedAddress[] {
    this.#take(' ');
    const addresses: ListedAddress[] = [];
    if (this.#take('NIL')) return addresses;
    this.expect('(');
    while (!this.#take(')')) addresses.push(this.#readAddress());
    return addresses;
  }

  #readAddress(): ListedAddress {
    this.expect('(');
    const name = this.readNString();
    const route = this.readNString();
    const localPart = this.readNString();
    const domain = this.readNString();
    this.expect(')');
    if (localPart === null) return { kind: 'group-end' };
    if (domain === null) return { kind: 'group-start', name: localPart };
    return { kind: 'mailbox', name, route, localPart, domain };
  }

  #readLiteral(): ByteString {
    const end = this.#text.indexOf('}\r\n', this.#at);
    const start = end + 3;
    const length = Number(this.#text.slice(this.#at, end));
    if (end < 0 || !Number.isSafeInteger(length)) throw new Error('damaged envelope: literal');
    this.#at = start + length;
    return this.#text.slice(start, this.#at);
  }

  #readQuoted(): ByteString {
    this.expect('"');
    const start = this.#at;
    let isEscaped = false;
    for (; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] !== '\\') continue;
      isEscaped = true;
      this.#at++;
    }
    const content = this.#text.slice(start, this.#at);
    this.expect('"');
    return isEscaped ? content.replace(/\\([^])/g, '$1') : content;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }
}
