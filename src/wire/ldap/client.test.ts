/** What a client sends is what a server reads, and the other way round. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../base/failure.ts';
import { applicationConstructed, contextConstructed, ENUMERATED } from './ber-tag.ts';
import { constructed, encode, integer, octets } from './ber-writer.ts';
import { formatRequest } from './format-request.ts';
import { formatMessage } from './format-response.ts';
import { openMessage } from './parse-request.ts';
import { parseResponse } from './parse-response.ts';
import type { Request } from './request.ts';
import type { OwnResponse } from './response.ts';

const bytes = (text: string) => Buffer.from(text);
const attribute = { type: 'sn', values: [bytes('a'), bytes('b')] };
const result = { code: 'noSuchObject', matchedName: 'dc=a', message: 'no' } as const;

const REQUESTS: readonly Request[] = [
  { kind: 'bind', version: 3, name: 'cn=a', authentication: { kind: 'simple', password: bytes('x') } },
  { kind: 'bind', version: 3, name: '', authentication: { kind: 'sasl', mechanism: 'PLAIN', credentials: null } },
  { kind: 'bind', version: 3, name: '', authentication: { kind: 'sasl', mechanism: 'X', credentials: bytes('') } },
  { kind: 'unbind' },
  {
    kind: 'search',
    base: 'dc=a',
    scope: 'one',
    sizeLimit: 2_147_483_647,
    timeLimitSeconds: 10,
    typesOnly: true,
    filter: { kind: 'not', filter: { kind: 'equal', attribute: 'cn', value: bytes('x') } },
    attributes: ['*', '+'],
  },
  {
    kind: 'modify',
    name: 'cn=a',
    changes: [
      { mode: 'increment', attribute },
      { mode: 'delete', attribute },
    ],
  },
  { kind: 'add', name: 'cn=a', attributes: [attribute, attribute] },
  { kind: 'delete', name: 'cn=a' },
  { kind: 'modify-name', name: 'cn=a', newRelativeName: 'cn=b', deletesOld: false, newSuperior: 'dc=b' },
  { kind: 'modify-name', name: 'cn=a', newRelativeName: 'cn=b', deletesOld: true, newSuperior: null },
  { kind: 'compare', name: 'cn=a', attribute: 'cn', value: bytes('a') },
  { kind: 'abandon', messageId: 4711 },
  { kind: 'extended', name: '1.2.3', value: null },
  { kind: 'extended', name: '1.2.3', value: bytes('x') },
];

const RESPONSES: readonly OwnResponse[] = [
  { kind: 'bind', result, saslCredentials: null },
  { kind: 'bind', result, saslCredentials: bytes('x') },
  { kind: 'extended', result, name: null, value: null },
  { kind: 'extended', result, name: '1.2.3', value: bytes('x') },
  { kind: 'entry', name: 'cn=a', attributes: [attribute] },
  ...(['search', 'modify', 'add', 'delete', 'modify-name', 'compare'] as const).map(
    (of) => ({ kind: 'result', of, result }) as const,
  ),
];

const controls = [
  { type: '1.2', isCritical: true, value: bytes('v') },
  { type: '1.3', isCritical: false, value: null },
];

describe('requests', () => {
  test.each(REQUESTS)('$kind', (request) => {
    const message = { messageId: 9, request, controls };
    expect(openMessage(formatRequest(message)).read()).toEqual(message);
    const plain = { ...message, controls: [] };
    const unread = openMessage(formatRequest(plain));
    expect(unread.read()).toEqual(plain);
    // It can be looked at more than once.
    expect(unread.read()).toEqual(plain);
  });
});

describe('responses', () => {
  test.each(RESPONSES)('$kind $of', (response) => {
    const message = { messageId: 9, response, controls };
    expect(parseResponse(formatMessage(message))).toEqual(message);
  });

  test('referrals', () => {
    const address = 'ldap://127.0.0.1/';
    const done = constructed(
      [integer(10, ENUMERATED), octets(''), octets(''), constructed([octets(address)], contextConstructed(3))],
      applicationConstructed(5),
    );
    expect(parseResponse(encode(constructed([integer(1), done]))).response).toMatchObject({
      result: { code: 'referral', referrals: [address] },
    });
    const reference = constructed([octets(address)], applicationConstructed(19));
    expect(parseResponse(encode(constructed([integer(1), reference]))).response).toEqual({
      kind: 'reference',
      addresses: [address],
    });
    const many = constructed(
      Array.from({ length: 101 }, () => octets(address)),
      applicationConstructed(19),
    );
    const refused = expect.objectContaining({ code: 'too-many' });
    expect(() => parseResponse(encode(constructed([integer(1), many])))).toThrow(refused);
  });

  test('what this program does not know', () => {
    const intermediate = constructed([], applicationConstructed(25));
    expect(parseResponse(encode(constructed([integer(1), intermediate]))).response).toEqual({ kind: 'intermediate' });
    const unknown = constructed([integer(4096, ENUMERATED), octets(''), octets('')], applicationConstructed(5));
    expect(parseResponse(encode(constructed([integer(1), unknown]))).response).toMatchObject({
      result: { code: 'other' },
    });
    const request = formatRequest({ messageId: 1, request: { kind: 'unbind' }, controls: [] });
    expect(() => parseResponse(request)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('nothing but Failure comes of damaged ones', () => {
    const samples = RESPONSES.map((response) => formatMessage({ messageId: 1, response, controls }));
    const damage = fc.record({
      sample: fc.constantFrom(...samples),
      changes: fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      cut: fc.nat(6),
    });
    fc.assert(
      fc.property(damage, ({ sample, changes, cut }) => {
        const damaged = Buffer.from(sample);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        try {
          parseResponse(damaged.subarray(0, damaged.length - cut));
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { seed: 4511, numRuns: 3000 },
    );
  });
});
