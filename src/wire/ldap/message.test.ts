import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../base/failure.ts';
import { BerReader } from './ber-reader.ts';
import { applicationConstructed } from './ber-tag.ts';
import { boolean, constructed, encode, enumerated, integer, octets } from './ber-writer.ts';
import { formatMessage } from './format-response.ts';
import { MessageFramer } from './message-framer.ts';
import { openMessage } from './parse-request.ts';

const refused = (code: string) => expect.objectContaining({ name: 'Failure', code });
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** As `ldapwhoami`, `ldapsearch` and others of OpenLDAP send them. */
const BIND = '30 20 02 01 01 60 1b 02 01 03 04 0c 63 6e 3d 61 2c 64 63 3d 6f 72 67 21 80 08 70 61 73 73 77 6f 72 64';
const UNBIND = '30 05 02 01 03 42 00';
const WHO_AM_I = `30 1e 02 01 02 77 19 80 17 ${Buffer.from('1.3.6.1.4.1.4203.1.11.3').toString('hex')}`;
const SEARCH = `30 25 02 01 02 63 20 04 00 0a 01 00 0a 01 00 02 01 00 02 01 00 01 01 00
  87 0b ${Buffer.from('objectclass').toString('hex')} 30 00`;

describe('requests', () => {
  test('a simple bind', () => {
    expect(openMessage(hex(BIND)).read()).toEqual({
      messageId: 1,
      controls: [],
      request: {
        kind: 'bind',
        version: 3,
        name: 'cn=a,dc=org!',
        authentication: { kind: 'simple', password: Buffer.from('password') },
      },
    });
  });

  test('who am I', () => {
    expect(openMessage(hex(WHO_AM_I)).read()).toEqual({
      messageId: 2,
      controls: [],
      request: { kind: 'extended', name: '1.3.6.1.4.1.4203.1.11.3', value: null },
    });
  });

  test('a search of the root', () => {
    expect(openMessage(hex(SEARCH)).read().request).toEqual({
      kind: 'search',
      base: '',
      scope: 'base',
      sizeLimit: 0,
      timeLimitSeconds: 0,
      typesOnly: false,
      filter: { kind: 'present', attribute: 'objectclass' },
      attributes: [],
    });
  });

  test('unbind', () => {
    expect(openMessage(hex(UNBIND)).read().request).toEqual({ kind: 'unbind' });
  });

  test('controls with and without criticality and value', () => {
    const controls = constructed(
      [
        constructed([octets('1.2'), boolean(true), octets('v')]),
        constructed([octets('1.3')]),
        constructed([octets('1.4'), octets('')]),
      ],
      0xa0,
    );
    const message = encode(constructed([integer(7), octets('cn=a', 0x4a), controls]));
    expect(openMessage(message).read()).toEqual({
      messageId: 7,
      request: { kind: 'delete', name: 'cn=a' },
      controls: [
        { type: '1.2', isCritical: true, value: Buffer.from('v') },
        { type: '1.3', isCritical: false, value: null },
        { type: '1.4', isCritical: false, value: Buffer.alloc(0) },
      ],
    });
  });

  test.each([
    ['id 0', encode(constructed([integer(0), octets('', 0x42)]))],
    ['a negative id', encode(constructed([integer(-1), octets('', 0x42)]))],
    ['an operation that does not exist', encode(constructed([integer(1), octets('', 0x5e)]))],
    ['an operation of a server', encode(constructed([integer(1), constructed([], applicationConstructed(1))]))],
    ['octets behind the message', Buffer.concat([hex(UNBIND), hex('00')])],
    ['an indefinite length', hex('30 80 02 01 01 42 00 00 00')],
    ['an id of five octets', hex('30 09 02 05 00 00 00 00 01 42 00')],
  ])('%s cannot be told to anybody', (_, bytes) => {
    expect(() => openMessage(bytes)).toThrow(refused('invalid'));
  });

  test.each([
    ['a scope that does not exist', [octets(''), enumerated(3), enumerated(0)]],
    ['a choice that does not exist', [octets(''), enumerated(0), enumerated(4)]],
    ['a negative limit', [octets(''), enumerated(0), enumerated(0), integer(-1)]],
    ['a name that is not UTF-8', [octets(Uint8Array.of(0xff)), enumerated(0)]],
  ])('a search with %s', (_, parts) => {
    const message = openMessage(encode(constructed([integer(1), constructed(parts, applicationConstructed(3))])));
    expect(message).toMatchObject({ messageId: 1, kind: 'search' });
    expect(() => message.read()).toThrow(refused('invalid'));
  });

  test('more attributes than allowed', () => {
    const add = (count: number) => {
      const attributes = Array.from({ length: count }, () =>
        constructed([octets('a'), constructed([octets('v')], 0x31)]),
      );
      const parts = [octets('cn=a'), constructed(attributes)];
      return openMessage(encode(constructed([integer(1), constructed(parts, applicationConstructed(8))])));
    };
    expect(add(256).read().request).toMatchObject({ kind: 'add' });
    expect(() => add(257).read()).toThrow(refused('too-many'));
  });

  test('nothing but Failure comes of damaged messages', () => {
    const samples = [BIND, UNBIND, WHO_AM_I, SEARCH].map(hex);
    const damage = fc.record({
      sample: fc.constantFrom(...samples),
      changes: fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      cut: fc.nat(60),
    });
    fc.assert(
      fc.property(damage, ({ sample, changes, cut }) => {
        const bytes = Buffer.from(sample);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          openMessage(bytes.subarray(0, Math.max(1, bytes.length - (cut % 7)))).read();
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { seed: 4511, numRuns: 3000 },
    );
  });
});

describe('numbers', () => {
  test.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [-128, '020180'],
    [-129, '0202ff7f'],
    [2_147_483_647, '02047fffffff'],
    [-2_147_483_648, '020480000000'],
  ])('%d', (value, encoded) => {
    expect(encode(integer(value)).toString('hex')).toBe(encoded);
    expect(new BerReader(hex(encoded)).integer()).toBe(value);
  });

  test.each([127, 128, 255, 256, 65_535, 65_536])('a string of %d octets', (length) => {
    const text = 'x'.repeat(length);
    const reader = new BerReader(encode(octets(text)));
    expect(reader.text()).toBe(text);
    expect(reader.isAtEnd).toBe(true);
  });
});

describe('replies', () => {
  test('a success', () => {
    const response = { kind: 'bind', result: { code: 'success' } } as const;
    expect(formatMessage({ messageId: 1, response }).toString('hex')).toBe('300c02010161070a010004000400');
  });

  test('an entry', () => {
    const attributes = [{ type: 'cn', values: [Buffer.from('a')] }];
    const message = formatMessage({ messageId: 2, response: { kind: 'entry', name: 'cn=a', attributes } });
    expect(message.toString('hex')).toBe(
      '30180201026413 0404636e3d61 300b 3009 0402636e 3103040161'.replaceAll(' ', ''),
    );
  });

  test('a result with a control', () => {
    const message = formatMessage({
      messageId: 3,
      response: { kind: 'result', of: 'search', result: { code: 'noSuchObject', matchedName: 'dc=a', message: 'no' } },
      controls: [{ type: '1.2', isCritical: false, value: Buffer.from('v') }],
    });
    const reader = new BerReader(message).constructed();
    expect(reader.integer()).toBe(3);
    const result = reader.constructed(applicationConstructed(5));
    expect([result.enumerated(), result.text(), result.text()]).toEqual([32, 'dc=a', 'no']);
    const control = reader.constructed(0xa0).constructed();
    expect([control.text(), control.text(), control.isAtEnd]).toEqual(['1.2', 'v', true]);
  });
});

describe('framing', () => {
  const all = (framer: MessageFramer) => {
    const messages: string[] = [];
    for (let next = framer.next(1000); next !== null; next = framer.next(1000)) {
      messages.push(Buffer.from(next).toString('hex'));
    }
    return messages;
  };
  const long = encode(constructed([integer(9), octets('x'.repeat(300), 0x4a)]));
  const stream = Buffer.concat([hex(BIND), hex(SEARCH), long, hex(UNBIND)]);
  const expected = [hex(BIND), hex(SEARCH), long, hex(UNBIND)].map((message) => message.toString('hex'));

  test.each([1, 3, 17, 1000])('in pieces of %d octets', (size) => {
    const framer = new MessageFramer();
    const messages: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      framer.push(stream.subarray(at, at + size));
      messages.push(...all(framer));
    }
    expect(messages).toEqual(expected);
    expect(framer.length).toBe(0);
  });

  test('what is announced too large is refused before it comes', () => {
    const framer = new MessageFramer();
    framer.push(hex('30 84 00 10 00 01'));
    expect(() => framer.next(0x10_0000)).toThrow(refused('too-large'));
  });

  test.each(['16 03 01 02 00', '47 45 54 20', '30 80 02', '30 89 01'])('%s is no message', (start) => {
    const framer = new MessageFramer();
    framer.push(hex(start));
    expect(() => framer.next(1000)).toThrow(refused('invalid'));
  });
});
