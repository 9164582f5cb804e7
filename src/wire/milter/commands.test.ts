import { describe, expect, test } from 'vitest';
import {
  bareCommand,
  bodyCommand,
  connectCommand,
  headerCommand,
  heloCommand,
  macrosCommand,
  mailCommand,
  negotiateCommand,
  recipientCommand,
} from './commands.ts';
import { ALL_ACTIONS, ALL_STEPS } from './protocol.ts';

const CLIENT = { name: 'mail.example.org', address: '192.0.2.1', port: 0x1234 };

describe('commands', () => {
  const commands: readonly (readonly [what: string, bytes: Uint8Array, expected: string])[] = [
    ['negotiation', negotiateCommand(6, 0x1ff, 0x1fffff), '\0\0\0\x0dO\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff'],
    ['no macros', macrosCommand('helo', []), '\0\0\0\x02DH'],
    [
      'macros',
      macrosCommand('mail', [
        ['i', 'Q1'],
        ['{x}', ''],
      ]),
      '\0\0\0\x0cDMi\0Q1\0{x}\0\0',
    ],
    ['IPv4', connectCommand(CLIENT), '\0\0\0\x1fCmail.example.org\x004\x12\x34192.0.2.1\0'],
    [
      'IPv6',
      connectCommand({ ...CLIENT, address: '2001:db8::1' }),
      '\0\0\0\x26Cmail.example.org\x006\x12\x34IPv6:2001:db8::1\0',
    ],
    ['no address', connectCommand({ name: 'localhost', address: '', port: 0 }), '\0\0\0\x0cClocalhost\0U'],
    ['helo', heloCommand('a.example'), '\0\0\0\x0bHa.example\0'],
    ['mail', mailCommand('a@b', ['SIZE=5']), '\0\0\0\x0eM<a@b>\0SIZE=5\0'],
    ['null reverse-path', mailCommand('', []), '\0\0\0\x04M<>\0'],
    ['recipient in UTF-8', recipientCommand('é@b'), '\0\0\0\x08R<\xc3\xa9@b>\0'],
    ['header in octets', headerCommand('A', ' \xe9\n\tb'), '\0\0\0\x09LA\0 \xe9\n\tb\0'],
    ['body', bodyCommand(Buffer.from('a\0b')), '\0\0\0\x04Ba\0b'],
    ['data', bareCommand('data'), '\0\0\0\x01T'],
    ['end of header', bareCommand('endOfHeader'), '\0\0\0\x01N'],
    ['end of message', bareCommand('endOfMessage'), '\0\0\0\x01E'],
    ['abort', bareCommand('abort'), '\0\0\0\x01A'],
    ['quit', bareCommand('quit'), '\0\0\0\x01Q'],
  ];
  test.each(commands)('%s', (_, bytes, expected) => expect(Buffer.from(bytes).toString('latin1')).toBe(expected));

  test('an argument with a NUL would be two', () => {
    expect(() => heloCommand('a\0b')).toThrow(/NUL/);
    expect(() => headerCommand('A', '\0')).toThrow(/NUL/);
    expect(() => mailCommand('a\0b@c', [])).toThrow(/NUL/);
  });

  test('what is offered is what libmilter calls it', () => {
    expect(ALL_ACTIONS).toBe(0x17f);
    expect(ALL_STEPS).toBe(0x1ff7ff);
  });
});
