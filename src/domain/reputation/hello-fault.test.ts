import { expect, test } from 'vitest';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { findHelloFault } from './hello-fault.ts';

const OURS = new Set(['mail.example.test', 'example.test']);
const names = new ZoneNames()
  .set('A', 'mail.example.org', '192.0.2.9')
  .set('AAAA', 'six.example.org', '2001:db8::9')
  .set('MX', 'example.org', { preference: 10, exchange: 'mail.example.org' })
  .set('A', 'xn--bcher-kva.example.org', '192.0.2.9')
  .trouble('failed.example.org', 'failed')
  .trouble('silent.example.org', 'silent');

const kindOf = async (hello: string, address = '192.0.2.1') => {
  const deps = { names, isOurName: (name: string) => OURS.has(name), timeoutMs: 30 };
  return (await findHelloFault(deps, hello, address, new AbortController().signal))?.kind ?? 'right';
};

test.each([
  ['mail.example.org', 'right'],
  ['MAIL.Example.ORG', 'right'],
  ['mail.example.org.', 'right'],
  ['six.example.org', 'right'],
  ['example.org', 'right'],
  ['bücher.example.org', 'right'],
  // What DNS does not tell now is nobody's fault.
  ['failed.example.org', 'right'],
  ['silent.example.org', 'right'],

  ['[192.0.2.1]', 'doubtful'],
  ['laptop', 'doubtful'],
  ['localhost', 'doubtful'],
  ['nowhere.example.org', 'doubtful'],

  ['mail.example.test', 'false'],
  ['EXAMPLE.test', 'false'],
  ['example.test.', 'false'],
  ['[192.0.2.2]', 'false'],
  ['[127.0.0.1]', 'false'],
  ['[IPv6:2001:db8::1]', 'false'],
  ['192.0.2.1', 'false'],
  ['[192.0.2.1', 'false'],
  ['[192.0.2.999]', 'false'],
  ['', 'false'],
  ['.', 'false'],
  ['a..example.org', 'false'],
  ['-x.example.org', 'false'],
  ['friend of yours', 'false'],
  ['mail.example.org;id', 'false'],
  [`${'a.'.repeat(200)}org`, 'false'],
])('%s is %s', async (hello, kind) => expect(await kindOf(hello)).toBe(kind));

test('a literal of IPv6 in another form', async () => {
  expect(await kindOf('[IPv6:2001:DB8:0::0:1]', '2001:db8::1')).toBe('doubtful');
});
