import { describe, expect, test } from 'vitest';
import { parseNegotiation } from './parse-negotiation.ts';
import { type MilterReply, parseReply } from './parse-reply.ts';

const packet = (text: string) => ({ command: text.slice(0, 1), data: Buffer.from(text.slice(1), 'latin1') });

describe('parseReply', () => {
  const replies: readonly (readonly [bytes: string, reply: MilterReply])[] = [
    ['c', { kind: 'continue' }],
    ['a', { kind: 'accept' }],
    ['r', { kind: 'reject' }],
    ['t', { kind: 'tempfail' }],
    ['d', { kind: 'discard' }],
    ['s', { kind: 'skip' }],
    ['p', { kind: 'progress' }],
    ['f', { kind: 'connection-failed' }],
    ['4', { kind: 'shutdown' }],
    ['y550 5.7.1 no thanks\0', { kind: 'reply-code', code: 550, status: '5.7.1', text: 'no thanks' }],
    ['y451 later\0', { kind: 'reply-code', code: 451, status: null, text: 'later' }],
    ['y554\0', { kind: 'reply-code', code: 554, status: null, text: '' }],
    ['y550 5.7.1\0', { kind: 'reply-code', code: 550, status: '5.7.1', text: '' }],
    ['y550 100%% sure\0', { kind: 'reply-code', code: 550, status: null, text: '100% sure' }],
    [
      'y550-5.7.1 one\r\n550-5.7.1 two\r\n550 5.7.1 three\0',
      { kind: 'reply-code', code: 550, status: '5.7.1', text: 'one two three' },
    ],
    ['hX-A\0b\xe9\0', { kind: 'add-header', name: 'X-A', value: 'b\xe9' }],
    ['i\0\0\0\x02X-A\0b\0', { kind: 'insert-header', index: 2, name: 'X-A', value: 'b' }],
    ['m\0\0\x01\0X-A\0\0', { kind: 'change-header', index: 256, name: 'X-A', value: '' }],
    ['babc', { kind: 'replace-body', bytes: Buffer.from('abc') }],
    ['e<a@b>\0SIZE=5\0', { kind: 'change-sender', address: 'a@b' }],
    ['e<>\0', { kind: 'change-sender', address: '' }],
    ['+<\xc3\xa9@b>\0', { kind: 'add-recipient', address: 'é@b' }],
    ['-a@b\0', { kind: 'remove-recipient', address: 'a@b' }],
    ['qreason\0', { kind: 'quarantine', reason: 'reason' }],
  ];
  test.each(replies)('%j', (bytes, reply) => expect(parseReply(packet(bytes))).toEqual(reply));

  test.each([
    'x',
    'y',
    'y250 ok\0',
    'y550x\0',
    'hX-A\0b',
    'hX A\0b\0',
    'h\0b\0',
    'hA:\0b\0',
    'i\0\0\0',
    'i\0\0\0\x01A\0',
    'e<a@b',
    '+<a@b\r\nRCPT TO:<c@d>>\0',
    '-<a> <b>\0',
    'q',
  ])('refuses %j', (bytes) => expect(() => parseReply(packet(bytes))).toThrow(/filter/));
});

describe('parseNegotiation', () => {
  const NUMBERS = '\0\0\0\x06\0\0\0\x11\0\0\0\x40';

  test('numbers', () => {
    const terms = parseNegotiation(packet(`O${NUMBERS}`));
    expect(terms).toEqual({ version: 6, actions: 0x11, steps: 0x40, macros: new Map() });
  });

  test('wishes for macros; of a step that is not known they are passed over', () => {
    const wishes = '\0\0\0\0j {client_addr}\0\0\0\0\x05\0\0\0\0\x09x\0';
    const { macros } = parseNegotiation(packet(`O${NUMBERS}${wishes}`));
    expect([...macros]).toEqual([
      ['connect', ['j', '{client_addr}']],
      ['endOfMessage', []],
    ]);
  });

  test.each([
    ['another packet', `c${NUMBERS}`],
    ['too short', 'O\0\0\0\x06\0\0\0\0\0\0\0'],
    ['an old version', 'O\0\0\0\x01\0\0\0\0\0\0\0\0'],
    ['a future version', 'O\0\0\0\x07\0\0\0\0\0\0\0\0'],
    ['an action that was not offered', 'O\0\0\0\x06\0\0\0\x80\0\0\0\0'],
    ['a step that was not offered', 'O\0\0\0\x06\0\0\0\0\x80\0\0\0'],
    ['a wish without end', `O${NUMBERS}\0\0\0\0j`],
    ['half a number', `O${NUMBERS}\0\0`],
  ])('refuses %s', (_, bytes) => expect(() => parseNegotiation(packet(bytes))).toThrow(/filter/));
});
