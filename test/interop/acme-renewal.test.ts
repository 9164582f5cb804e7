/** Renewal by itself: nothing before its time, then another certificate, with a third of the life of the old one left. P10 */
import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../bench/harness/ports.ts';
import { silentLogger } from '../../src/base/log.ts';
import { openCertificateService } from '../../src/composition/certificate-service.ts';
import { SYSTEM } from '../../src/domain/access/caller.ts';
import { createNameService } from '../../src/gateways/dns/name-service.ts';
import { openTestDirectory } from '../support/directory.ts';
import { startPebble } from '../support/peers/pebble.ts';

const HOSTNAME = 'mail.example.test';
const DAY_MS = 86_400_000;

await using opened = new AsyncDisposableStack();
const all = opened.move();
afterAll(() => all.disposeAsync());

test('a certificate of 90 days is renewed on about the 60th', async (context) => {
  const httpPort = await freePort();
  const pebble = await startPebble({ httpPort, names: [HOSTNAME], validitySeconds: 90 * 86_400 });
  if (typeof pebble === 'string') return context.skip(pebble);
  all.use(pebble);
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() };
  const directory = all.use(await openTestDirectory());
  const { store, settings, box } = directory;
  const values = { acmeDirectory: pebble.directory, acmeTrustFile: pebble.trustFile, acmeHttpPort: httpPort };
  for (const [name, value] of Object.entries(values)) await settings.set(SYSTEM, name, value);
  const options = {
    servers: [pebble.nameServer.address],
    timeoutMs: 2000,
    trust: 'loopback',
    families: 'ipv4-only',
  } as const;
  const office = all.use(
    await openCertificateService({
      ...{ store, settings, box, clock, log: silentLogger, hostname: HOSTNAME, own: undefined },
      folder: `${directory.opened.directory}/tls`,
      names: createNameService({ clock, options: () => options }),
    }),
  );
  const web = createServer(({ url = '' }, response) => {
    const answer = office.challenges.answer(url.split('/').at(-1) ?? '');
    response.writeHead(answer === null ? 404 : 200).end(answer ?? '');
  });
  await new Promise<void>((resolve) => web.listen(httpPort, '127.0.0.1', resolve));
  all.defer(() => void web.close());

  const { acme, certificates } = office;
  await acme.look();
  expect(certificates.source, 'nobody has asked for it').toBe('self-made');
  await acme.start(SYSTEM, null);
  await acme.settled();
  expect(acme.status().run?.problem).toBeNull();
  const first = certificates.chain;
  const due = ((acme.status().nextRenewalMs ?? 0) - clock.nowMs()) / DAY_MS;
  expect(due).toBeGreaterThan(56);
  expect(due).toBeLessThanOrEqual(60);

  aheadMs = 56 * DAY_MS;
  await acme.look();
  expect(certificates.chain).toBe(first);
  aheadMs = 61 * DAY_MS;
  await acme.look();
  expect(acme.status().run?.problem).toBeNull();
  expect(certificates.chain).not.toBe(first);
  expect(certificates.source).toBe('acme');
});
