import { expect, test } from 'vitest';
import { zoneOf } from './zone-of.ts';

test.each([
  ['s1._domainkey.mail.example.org', 'example.org'],
  ['_dmarc.example.co.uk', 'example.co.uk'],
  ['4.3.2.1.list.example.org', 'example.org'],
  ['localhost', 'localhost'],
  ['4.3.2.1.in-addr.arpa', '2.1.in-addr.arpa'],
  [`${'0.'.repeat(24)}8.b.d.0.1.0.0.2.ip6.arpa`, '8.b.d.0.1.0.0.2.ip6.arpa'],
])('%s is of %s', (name, zone) => expect(zoneOf(name)).toBe(zone));
