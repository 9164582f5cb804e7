import { expect, test } from 'vitest';
import { addressOf } from './address-of.ts';

test.each([
  ['user', 'a/b%', '/msg/server/users/a%2Fb%25'],
  ['alias', 'team@example.org', '/msg/server/aliases/team%40example.org'],
  ['setting', 'maxMessageBytes', '/msg/server/settings?query=maxMessageBytes'],
  ['route', '*', '/msg/server/routes'],
  ['something', 'else', null],
])('%s %s', (kind, name, address) => expect(addressOf(kind, name)).toBe(address));
