import { expect, test } from 'vitest';
import { encodeMessageId, formatEncodedMessage, formatMessage } from '../../../wire/ldap/format-response.ts';
import { makeEntry } from '../entries/entry.ts';
import { encodeEntry } from './encode-entry.ts';
import { selectAttributes } from './select-attributes.ts';

const entry = makeEntry([[{ type: 'uid', value: 'zoe' }]], {
  uid: 'zoe',
  cn: 'Zoë Straße',
  mail: ['zoe@example.test', `${'z'.repeat(300)}@example.test`],
});

test.each<[string, string[], boolean]>([
  ['all', [], false],
  ['some', ['mail', 'cn'], false],
  ['none', ['1.1'], false],
  ['names alone', [], true],
])('%s: the octets of a message', (_, wanted, typesOnly) => {
  const selection = selectAttributes(wanted, typesOnly);
  for (const messageId of [1, 127, 128, 65_536, 2 ** 31 - 1]) {
    const response = { kind: 'entry', name: 'uid=zoe', attributes: selection.from(entry) } as const;
    const encoded = formatEncodedMessage(encodeMessageId(messageId), encodeEntry(entry, selection));
    expect(Buffer.from(encoded)).toEqual(formatMessage({ messageId, response }));
  }
});

test('they are made once for selections that are the same, and anew for another', () => {
  const octets = encodeEntry(entry, selectAttributes(['cn'], false));
  expect(encodeEntry(entry, selectAttributes(['cn'], false))).toBe(octets);
  expect(encodeEntry(entry, selectAttributes(['cn'], true))).not.toEqual(octets);
  expect(encodeEntry(entry, selectAttributes(['mail'], false))).not.toEqual(octets);
  expect(encodeEntry(entry, selectAttributes(['cn'], false))).toEqual(octets);
});

test('an attribute with options is a kind of the one without, and nobody has it', () => {
  const from = (...wanted: string[]) =>
    selectAttributes(wanted, false)
      .from(entry)
      .map(({ type }) => type);
  expect(from('cn;lang-de')).toEqual([]);
  expect(from('cn;lang-de', 'mail')).toEqual(['mail']);
});
