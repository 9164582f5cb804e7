/**
 * The corpus as npm's postal-mime reads it, an independent parser: subject, addresses and file names must be the same,
 * but for the messages named here with the reason.
 */
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import type { ListedAddress } from '../../src/formats/address/address-list.ts';
import type { ByteString } from '../../src/formats/mime/byte-string.ts';
import { digestMessage } from '../../src/formats/mime/digest.ts';
import { decodeHeaderText } from '../../src/formats/mime/encoded-words.ts';
import { indexMessage } from '../../src/formats/mime/mime-indexer.ts';
import type { MimePart } from '../../src/formats/mime/mime-part.ts';
import { parseEnvelope } from '../../src/formats/mime/parse-envelope.ts';
import { partFileName } from '../../src/formats/mime/part-parameter.ts';
import { readCorpus } from './corpus.ts';

/** Where we differ on purpose; each is checked to differ still. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'address-confusion': 'we give no domain to an address with two of them, and take `<a> <b>` for two addresses',
  'address-latin1': 'octets that are no UTF-8 are windows-1252 to us',
  'address-quoting': 'ENVELOPE has local parts without quoting; postal-mime splits IPv6 literals at the colon',
  'disposition-unknown': 'postal-mime takes an inline text with a file name for the text of the message',
  'empty-addresses': 'postal-mime makes an address of `<>`',
  'encoded-message': 'we do not look into a message in base64',
  'encoded-word-injection': 'we turn CR, LF and NUL from encoded-words into spaces',
  'encoded-words-split-character': 'we join words in the same charset, also when B and Q alternate',
  'filename-unquoted-spaces': 'we take "(1)" within a file name for text',
  'from-list-and-sender': 'postal-mime has one From address',
  'nul-octets': 'we leave out NUL',
  'parameters-out-of-order': 'we end a continuation at the first gap',
  'rfc5322-comments': 'postal-mime ends a comment at an escaped parenthesis',
  'rfc5322-obsolete': 'postal-mime keeps the source route in the address',
  'rfc6532-utf8': 'postal-mime takes a named text for the text of the message',
  'rfc9051-body-structure': 'postal-mime takes a named text for the text of the message',
  thread: 'we turn a tab in a decoded subject into a space',
  'two-from': 'postal-mime has one From address',
  'type-untidy': 'we take a Content-Disposition without type for an attachment',
};

interface Facts {
  readonly subject: string;
  readonly addresses: readonly string[];
  readonly files: readonly string[];
}

describe.each(readCorpus())('$name', ({ name, bytes }) => {
  const reason = DIFFERENT[name];
  test(reason === undefined ? 'is the same to postal-mime' : `differs: ${reason}`, async () => {
    const [ours, theirs] = [ourFacts(bytes), await theirFacts(bytes)];
    if (reason === undefined) expect(ours).toEqual(theirs);
    else expect(ours).not.toEqual(theirs);
  });
});

function ourFacts(bytes: Buffer): Facts {
  const index = indexMessage(bytes);
  const digest = digestMessage(index);
  const { from, to, cc } = parseEnvelope(digest.envelope);
  return { subject: digest.subject, addresses: [...from, ...to, ...cc].flatMap(mailbox), files: fileNames(index.root) };
}

function mailbox(entry: ListedAddress): string[] {
  if (entry.kind !== 'mailbox') return [];
  const text = (value: ByteString | null): string => decodeHeaderText(value ?? '');
  return [`${text(entry.name)} <${text(entry.localPart)}@${text(entry.domain)}>`];
}

function fileNames(part: MimePart): string[] {
  if (part.children.length > 0) return part.children.flatMap(fileNames);
  const name = partFileName(part);
  return name === null ? [] : [name];
}

async function theirFacts(bytes: Buffer): Promise<Facts> {
  const { subject, from, to, cc, attachments } = await PostalMime.parse(bytes);
  const all = [...(from === undefined ? [] : [from]), ...(to ?? []), ...(cc ?? [])];
  const mailboxes = all.flatMap((entry) => entry.group ?? [entry]);
  return {
    subject: subject ?? '',
    addresses: mailboxes.map((entry) => `${entry.name} <${entry.address ?? ''}>`),
    files: attachments.flatMap(({ filename }) => (filename === null || filename === undefined ? [] : [filename])),
  };
}
