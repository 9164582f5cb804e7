/** Our SPF against RFC 7208, section by section, with a zone that a real DNS server serves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NameService } from '../../src/domain/ports/name-service.ts';
import { checkSender } from '../../src/gateways/mail-auth/spf/check-sender.ts';
import { namesOf } from '../support/dns/names-of.ts';
import { startZoneServer, type ZoneServer } from '../support/dns/zone-server.ts';
import { SPF_CASES, SPF_ZONES, type SpfCase } from './support/spf-cases.ts';

let server: ZoneServer | string;
let names: NameService;

beforeAll(async () => {
  server = await startZoneServer(SPF_ZONES);
  if (typeof server !== 'string') names = namesOf(server);
});
afterAll(async () => {
  if (typeof server !== 'string') await server?.[Symbol.asyncDispose]();
});

const sections = Object.groupBy(SPF_CASES, ({ section }) => section);

describe.each(Object.entries(sections))('RFC 7208 section %s', (_section, cases: SpfCase[] = []) => {
  test.for(cases)('$title: $result', async ({ domain, ip, sender, helo, result, comment }, context) => {
    if (typeof server === 'string') return context.skip(server);
    const finding = await checkSender(
      names,
      {
        clientAddress: ip ?? '192.0.2.1',
        heloName: helo ?? 'host.example.test',
        sender: sender ?? `alice@${domain}`,
        hostname: 'mx.example.org',
      },
      1_800_000_000_000,
      AbortSignal.timeout(20_000),
    );
    expect(finding).toMatchObject({ result, ...(comment === undefined ? {} : { comment }) });
  });
});

test('the table is as long as it should be', () => {
  expect(SPF_CASES.length).toBeGreaterThanOrEqual(120);
});
