import { expect, test } from 'vitest';
import { encodeSearchEntry } from './encode-search-entry.ts';
import { encodeMessageId, formatEncodedMessage, formatMessage } from './format-response.ts';

/** Around each length at which a header takes one octet more. */
const LENGTHS = [0, 1, 100, 120, 127, 128, 240, 255, 256, 65_500, 65_535, 65_536];

test.each(LENGTHS)('a value of %i octets: the same octets as put together element by element', (length) => {
  for (const character of ['z', 'ß', '\u{1f4ee}']) {
    const value = character.repeat(Math.ceil(length / Buffer.byteLength(character)));
    const attributes = [
      { type: 'cn', values: [value, 'Zoë'] },
      { type: 'description', values: [] },
    ];
    const encoded = formatEncodedMessage(encodeMessageId(7), encodeSearchEntry(value, attributes));
    const asOctets = attributes.map(({ type, values }) => ({ type, values: values.map((each) => Buffer.from(each)) }));
    const response = { kind: 'entry', name: value, attributes: asOctets } as const;
    expect(Buffer.from(encoded).equals(formatMessage({ messageId: 7, response }))).toBe(true);
  }
});
