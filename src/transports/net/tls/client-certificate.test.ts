import { expect, test } from 'vitest';
import { mailAddressesIn } from './client-certificate.ts';

/** As Node writes subjectAltNames: what has commas, quotes or controls in it stands in quotes, as JSON has them. */
test.each<[string, readonly string[]]>([
  ['', []],
  ['email:alice@example.test', ['alice@example.test']],
  ['DNS:example.test, email:alice@example.test, IP Address:192.0.2.1', ['alice@example.test']],
  ['email:alice@example.test, email:bob@example.test', ['alice@example.test', 'bob@example.test']],
  ['DNS:email, URI:mailto:alice@example.test', []],
  ['DNS:"x\\u002c email:alice@example.test"', []],
  ['DNS:"x\\u002c email:eve@example.test", email:alice@example.test', ['alice@example.test']],
  ['email:"alice@example.test\\u0000.example.org"', []],
  ['email:"\\"alice\\"@example.test"', []],
  ['email:alice', []],
  ['email:', []],
  ['othername:SmtpUTF8Mailbox:alice@example.test', []],
  ['DirName:"C=DE\\u002c email:alice@example.test", email:bob@example.test', ['bob@example.test']],
  // Nothing that is not understood is passed over to what follows.
  ['what is this, email:alice@example.test', []],
  ['DNS:"unended, email:alice@example.test', []],
])('%s', (subjectAltName, addresses) => {
  expect(mailAddressesIn(subjectAltName)).toEqual(addresses);
});
