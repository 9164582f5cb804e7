import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { parseProxyHeader } from './proxy-header.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const v2 = (fields: string, body: string) =>
  Buffer.concat([latin1('\r\n\r\n\0\r\nQUIT\n'), Buffer.from(fields, 'hex'), Buffer.from(body, 'hex')]);

describe('parseProxyHeader', () => {
  test.each([
    ['IPv4', latin1('PROXY TCP4 192.0.2.1 192.0.2.9 56324 25\r\n'), { address: '192.0.2.1', port: 56_324 }],
    ['IPv6', latin1('PROXY TCP6 2001:db8::1 2001:db8::9 1 25\r\n'), { address: '2001:db8::1', port: 1 }],
    [
      'IPv6 in another form',
      latin1('PROXY TCP6 2001:DB8:0:0::01 2001:db8::9 1 25\r\n'),
      { address: '2001:db8::1', port: 1 },
    ],
    [
      'IPv4 within IPv6',
      latin1('PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.9 1 25\r\n'),
      { address: '192.0.2.1', port: 1 },
    ],
    [
      'v2 IPv4 within IPv6',
      v2('21210024', `${'0'.repeat(20)}ffffc0000201${'0'.repeat(32)}dc040019`),
      { address: '192.0.2.1', port: 56_324 },
    ],
    ['unknown', latin1('PROXY UNKNOWN ffff:: whatever\r\n'), null],
    ['v2 IPv4', v2('2111000c', 'c0000201c0000209dc040019'), { address: '192.0.2.1', port: 56_324 }],
    ['v2 IPv4 with a TLV', v2('21110010', 'c0000201c0000209dc04001904000100'), { address: '192.0.2.1', port: 56_324 }],
    [
      'v2 IPv6',
      v2('21210024', `20010db8${'0'.repeat(23)}1${'0'.repeat(32)}dc040019`),
      { address: '2001:db8::1', port: 56_324 },
    ],
    ['v2 local', v2('20000000', ''), null],
    ['v2 Unix', v2('21310002', 'abcd'), null],
  ])('%s, also byte by byte', (_, header, client) => {
    for (let length = 0; length < header.length; length += 1) {
      expect(parseProxyHeader(header.subarray(0, length))).toBe(null);
    }
    const sizeBytes = header.length;
    expect(parseProxyHeader(header)).toEqual({ client, sizeBytes });
    expect(parseProxyHeader(Buffer.concat([header, latin1('EHLO x\r\n')]))).toEqual({ client, sizeBytes });
  });

  test.each([
    ['something else', latin1('EHLO x\r\n')],
    ['another family', latin1('PROXY TCP4 2001:db8::1 2001:db8::9 1 25\r\n')],
    ['no address', latin1('PROXY TCP4 192.0.2.999 192.0.2.9 1 25\r\n')],
    ['a network', latin1('PROXY TCP4 192.0.2.0/24 192.0.2.9 1 25\r\n')],
    ['an address of one link', latin1('PROXY TCP6 fe80::1%eth0 2001:db8::9 1 25\r\n')],
    ['a port too high', latin1('PROXY TCP4 192.0.2.1 192.0.2.9 70000 25\r\n')],
    ['too few fields', latin1('PROXY TCP4 192.0.2.1 192.0.2.9 1\r\n')],
    ['too many fields', latin1('PROXY TCP4 192.0.2.1 192.0.2.9 1 2 3\r\n')],
    ['no end', latin1(`PROXY TCP6 ${'f'.repeat(100)}`)],
    ['v2 of another version', v2('3111000c', 'c0000201c0000209dc040019')],
    ['v2 of another command', v2('2211000c', 'c0000201c0000209dc040019')],
    ['v2 too short for its family', v2('21110004', 'c0000201')],
    ['v2 too long', v2('2111ffff', 'c0000201c0000209dc040019')],
  ])('refuses %s', (_, header) => {
    expect(() => parseProxyHeader(header)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('any bytes give a header, ask for more, or are refused', () => {
    const begin = fc.constantFrom(
      '',
      'PROXY ',
      'PROXY TCP4 1.2.3.4 ',
      '\r\n\r\n\0\r\nQUIT\n',
      '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c',
    );
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        try {
          const header = parseProxyHeader(Buffer.concat([latin1(head), tail]));
          return header === null || header.sizeBytes <= head.length + tail.length;
        } catch (error) {
          return isFailure(error, 'invalid');
        }
      }),
      { seed: 107, numRuns: 2000 },
    );
  });
});
