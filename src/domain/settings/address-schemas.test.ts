import { expect, test } from 'vitest';
import { addressOrNone, domainNames } from './address-schemas.ts';

test.each([
  [domainNames, 'Lists.Example.ORG, example.com', ['lists.example.org', 'example.com']],
  [domainNames, ['müller.example'], ['xn--mller-kva.example']],
  [domainNames, '', []],
  [addressOrNone, ' Reports@Example.org ', 'Reports@example.org'],
  [addressOrNone, '', ''],
])('%#: %j', (schema, value, expected) => expect(schema.parse(value)).toEqual(expected));

test.each([
  [domainNames, 'example..org', 'not-a-domain'],
  [domainNames, ['a b'], 'not-a-domain'],
  [addressOrNone, 'nobody', 'not-an-address'],
  [addressOrNone, 'a@b, c@d', 'not-an-address'],
])('%#: %j is refused, and says why', (schema, value, problem) => {
  expect(schema.safeParse(value).error?.issues[0]).toMatchObject({ code: 'custom', params: { problem } });
});
