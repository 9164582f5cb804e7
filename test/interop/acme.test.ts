/**
 * Certificates from Debian's pebble, by the whole server: an account, an order for two names, the certificate in use on
 * every port that speaks TLS, what fails told in words, and an order that outlives the server. RFC 8555, P10
 */
import type { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../bench/harness/ports.ts';
import type { Clock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { bootstrapSchema } from '../../src/config/bootstrap.ts';
import { socketPath } from '../../src/config/data-directory.ts';
import { type AdminClient, createAdminClient } from '../../src/gateways/admin-client/admin-client.ts';
import { startServer } from '../../src/server.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type Pebble, type PebbleOptions, startPebble } from '../support/peers/pebble.ts';

const HOSTNAME = 'mail.example.test';
const MINUTE_MS = 60_000;
const WAIT = { timeout: 60_000, interval: 50 };

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

interface Office {
  readonly admin: AdminClient;
  readonly ports: Readonly<Record<string, number>>;
  restart(clock?: Clock): Promise<Office>;
}

async function openPebble(options: Omit<PebbleOptions, 'httpPort'>): Promise<(Pebble & { httpPort: number }) | string> {
  const httpPort = await freePort();
  const pebble = await startPebble({ ...options, httpPort });
  if (typeof pebble === 'string') return pebble;
  opened.push(pebble);
  return { ...pebble, httpPort };
}

async function openOffice(pebble: Pebble & { readonly httpPort: number }): Promise<Office> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-acme-'));
  opened.push({ [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }) });
  const start = async (clock?: Clock): Promise<Office> => {
    const running = await startServer({
      bootstrap: { ...bootstrapSchema.parse({ hostname: HOSTNAME, domain: 'example.test' }), dataDir },
      log: silentLogger,
      ...(clock === undefined ? {} : { clock }),
      listeners: [
        { name: 'http', port: pebble.httpPort, host: '127.0.0.1' },
        { name: 'https', port: 0, host: '127.0.0.1' },
        { name: 'imaps', port: 0, host: '127.0.0.1' },
        { name: 'admin', path: socketPath(dataDir, 'admin') },
      ],
    });
    const stopping = { [Symbol.asyncDispose]: () => running.stop(0) };
    opened.push(stopping);
    return {
      admin: createAdminClient(socketPath(dataDir, 'admin')),
      ports: running.ports,
      async restart(next) {
        opened.splice(opened.indexOf(stopping), 1);
        await running.stop(0);
        return start(next);
      },
    };
  };
  const office = await start();
  const settings = {
    dnsServers: pebble.nameServer.address,
    acmeDirectory: pebble.directory,
    acmeTrustFile: pebble.trustFile,
    acmeHttpPort: pebble.httpPort,
    acmeContact: 'admin@example.test',
  };
  for (const [name, value] of Object.entries(settings)) await set(office, name, value);
  return office;
}

async function set({ admin }: Office, name: string, value: string | number): Promise<void> {
  await admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
}

const start = ({ admin }: Office) => admin.call(ENDPOINTS['certificate.acme-start'], { body: { agreesToTerms: true } });

/** When nothing is under way any more. */
async function ended({ admin }: Office) {
  const show = () => admin.call(ENDPOINTS['certificate.show']);
  await expect.poll(async () => (await show()).acme.isRunning, WAIT).toBe(false);
  return show();
}

/** Shown to a client that believes the authority alone. */
async function shownAt(port: number | undefined, servername: string, ca: string): Promise<X509Certificate> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: port ?? 0, servername, ca }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error('no certificate'));
      else resolve(certificate);
    });
    socket.on('error', reject);
  });
}

test('account, order for two names, the certificate in use on every port; nonces that are refused do no harm', async (context) => {
  const names = [HOSTNAME, 'post.example.test', 'autoconfig.example.test'];
  const pebble = await openPebble({ names, refusedNonces: 30 });
  if (typeof pebble === 'string') return context.skip(pebble);
  const office = await openOffice(pebble);
  await set(office, 'acmeNames', 'post.example.test');
  const before = await office.admin.call(ENDPOINTS['certificate.show']);
  expect(before).toMatchObject({
    source: 'self-made',
    chain: 'private',
    acme: { isOn: false, account: null, run: null },
  });

  const terms = await office.admin.call(ENDPOINTS['certificate.acme-terms']);
  expect(terms).toMatchObject({ directory: pebble.directory, needsExternalAccount: false });
  // What is no link of the web is not shown as one: pebble’s terms are a `data:` URL.
  expect(terms.termsOfService).toBeNull();
  await start(office);
  const after = await ended(office);
  expect(after.acme.run?.problem, JSON.stringify(after.acme.run)).toBeNull();
  expect(after).toMatchObject({ source: 'acme', isSelfMade: false, keyType: 'ECDSA P-256', chain: 'incomplete' });
  expect(after.names.toSorted()).toEqual(names.toSorted());
  expect(after.acme.run?.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(
    ['reach', 'order', 'prove', 'finalize', 'download', 'use'].map((step) => `${step} done`),
  );
  const state = (name: string) => after.acme.run?.names.find((each) => each.name === name);
  expect(state('autoconfig.example.test')?.state).toBe('proved');
  expect(state('autodiscover.example.test')).toMatchObject({ state: 'left-out', problem: 'no-address' });
  expect(after.wantedNames.filter(({ isRequired }) => isRequired).every(({ isCovered }) => isCovered)).toBe(true);
  expect(Date.parse(after.acme.nextOrderAt ?? '')).toBeLessThan(Date.parse(after.notAfter));

  const root = await pebble.root();
  for (const port of ['imaps', 'https']) {
    for (const name of [HOSTNAME, 'post.example.test']) {
      expect((await shownAt(office.ports[port], name, root)).fingerprint256).toBe(after.fingerprint);
    }
  }
  // Kept over a restart, and told to the audit log.
  const again = await office.restart();
  expect(await again.admin.call(ENDPOINTS['certificate.show'])).toMatchObject({
    source: 'acme',
    fingerprint: after.fingerprint,
    acme: { isOn: true, run: { problem: null } },
  });
  expect((await shownAt(again.ports['imaps'], HOSTNAME, root)).fingerprint256).toBe(after.fingerprint);
  const { entries } = await again.admin.call(ENDPOINTS['audit.list'], { query: { targetKind: 'certificate' } });
  expect(entries.map(({ action }) => action)).toEqual(['certificate.acme-renew', 'certificate.acme-start']);
  expect(JSON.stringify(entries)).not.toMatch(/PRIVATE|sealed/i);
});

test('what fails is told: by name, and in the words of the authority; the certificate in use stays', async (context) => {
  const names = [HOSTNAME, 'blocked.example.test'];
  const pebble = await openPebble({ names, blockedNames: ['blocked.example.test'] });
  if (typeof pebble === 'string') return context.skip(pebble);
  const office = await openOffice(pebble);
  await set(office, 'acmeNames', 'missing.example.test');
  await start(office);
  const first = await ended(office);
  expect(first).toMatchObject({ source: 'self-made', acme: { isOn: true, failures: 1 } });
  expect(first.acme.run).toMatchObject({
    steps: [{ name: 'reach', state: 'failed' }],
    problem: { reason: 'acme-names', said: 'missing.example.test' },
  });
  const problemOf = (shown: typeof first, name: string) => shown.acme.run?.names.find((each) => each.name === name);
  expect(problemOf(first, 'missing.example.test')).toMatchObject({ state: 'failed', problem: 'no-address' });
  // Not at once again, by whoever.
  await expect(office.admin.call(ENDPOINTS['certificate.acme-renew'])).rejects.toMatchObject({
    code: 'too-many',
    detail: { reason: 'acme-too-often' },
  });

  await set(office, 'acmeNames', 'blocked.example.test');
  const later = await office.restart(clockAhead(2 * MINUTE_MS));
  await later.admin.call(ENDPOINTS['certificate.acme-renew']);
  const second = await ended(later);
  expect(second).toMatchObject({
    source: 'self-made',
    acme: { failures: 2, run: { problem: { reason: 'acme-refused' } } },
  });
  expect(second.acme.run?.problem?.said).toMatch(/forbidden by policy/);
  const next = Date.parse(second.acme.nextOrderAt ?? '') - Date.now();
  expect(next).toBeGreaterThan(2 * 60 * MINUTE_MS);
});

test('an order that is under way outlives the server', async (context) => {
  const asked = new Set<string>();
  let isSilent = true;
  const pebble = await openPebble({
    names: [HOSTNAME],
    // The server asks first, and remembers; the authority is kept waiting.
    isSilent({ name, type }) {
      const isFirst = !asked.has(`${name} ${type}`);
      asked.add(`${name} ${type}`);
      return isSilent && !isFirst;
    },
  });
  if (typeof pebble === 'string') return context.skip(pebble);
  const office = await openOffice(pebble);
  await start(office);
  const isProving = async () => {
    const { acme } = await office.admin.call(ENDPOINTS['certificate.show']);
    return acme.run?.steps.some(({ name, state }) => name === 'prove' && state === 'running') ?? false;
  };
  await expect.poll(isProving, WAIT).toBe(true);
  const later = await office.restart(clockAhead(2 * MINUTE_MS));
  isSilent = false;
  expect(await later.admin.call(ENDPOINTS['certificate.show'])).toMatchObject({ source: 'self-made' });
  await later.admin.call(ENDPOINTS['certificate.acme-renew']);
  const shown = await ended(later);
  expect(shown.acme.run?.problem, JSON.stringify(shown.acme.run)).toBeNull();
  expect(shown.source).toBe('acme');
  // It is gone on with, unless the authority has given it up meanwhile, having found nobody there.
  const steps = shown.acme.run?.steps.map(({ name }) => name) ?? [];
  expect(steps.slice(-3)).toEqual(['finalize', 'download', 'use']);
  expect(pebble.output().match(/POST \/order-plz/g)).toHaveLength(steps.includes('order') ? 2 : 1);
}, 60_000);

test('an authority that wants an account elsewhere', async (context) => {
  const externalAccount = {
    keyId: 'kid-1',
    macKey: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W',
  };
  const pebble = await openPebble({ names: [HOSTNAME], externalAccount });
  if (typeof pebble === 'string') return context.skip(pebble);
  const office = await openOffice(pebble);
  expect(await office.admin.call(ENDPOINTS['certificate.acme-terms'])).toMatchObject({ needsExternalAccount: true });
  await expect(start(office)).rejects.toMatchObject({ code: 'invalid', detail: { reason: 'acme-external-account' } });
  const withAccount = (account: typeof externalAccount) =>
    office.admin.call(ENDPOINTS['certificate.acme-start'], {
      body: { agreesToTerms: true, externalAccount: account },
    });
  await expect(withAccount({ ...externalAccount, keyId: 'kid-2' })).rejects.toMatchObject({
    code: 'unavailable',
    detail: { reason: 'acme-refused' },
  });
  await withAccount(externalAccount);
  expect((await ended(office)).source).toBe('acme');
});

test('who listens at the directory and is not vouched for is told nothing', async (context) => {
  const pebble = await openPebble({ names: [HOSTNAME] });
  if (typeof pebble === 'string') return context.skip(pebble);
  const office = await openOffice(pebble);
  await set(office, 'acmeTrustFile', '');
  await expect(office.admin.call(ENDPOINTS['certificate.acme-terms'])).rejects.toMatchObject({
    code: 'unavailable',
    detail: { reason: 'acme-unreachable' },
  });
});

function clockAhead(ms: number): Clock {
  return { nowMs: () => Date.now() + ms, monotonicMs: () => performance.now() };
}
