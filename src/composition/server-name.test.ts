import { expect, test } from 'vitest';
import { bootstrapSchema } from '../config/bootstrap.ts';
import { serverName } from './server-name.ts';

const name = (hostname: string, domain = 'example.test') => serverName(bootstrapSchema.parse({ hostname, domain }));

test.each([
  ['mail.example.test', 'mail.example.test'],
  ['MAIL.Example.Test', 'mail.example.test'],
  ['mail', 'mail.example.test'],
  ['mail.bücher.example', 'mail.xn--bcher-kva.example'],
])('%s is %s', (hostname, expected) => {
  expect(name(hostname)).toBe(expected);
});

// Each would stand in greetings, header fields and certificates.
test.each(['bad host', 'x\r\n250 evil.example.test', '192.0.2.1', '[192.0.2.1]', 'a..b', '', 'mail.example.test.'])(
  '%j is no name for a server',
  (hostname) => {
    expect(() => name(hostname)).toThrow(expect.objectContaining({ code: 'invalid' }));
  },
);
