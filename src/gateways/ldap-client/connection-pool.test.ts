import { expect, test } from 'vitest';
import { createConnectionPool } from './connection-pool.ts';
import type { LdapConnection } from './ldap-connection.ts';
import { LDAP_CLIENT_LIMITS } from './ldap-limits.ts';

test('who gives up before his turn was kept waiting by others, and not by the server', async () => {
  const connection = { isOpen: true, close() {} } as unknown as LdapConnection;
  using pool = createConnectionPool(() => Promise.resolve(connection), { ...LDAP_CLIENT_LIMITS, connections: 1 });
  const impatient = new AbortController();
  const released = Promise.withResolvers<string>();
  const first = pool.use(() => released.promise, new AbortController().signal);
  const second = pool.use(() => Promise.resolve('mine'), impatient.signal);
  const third = pool.stream(
    () => Promise.resolve(),
    async function* () {},
    impatient.signal,
  );
  const outcomes = Promise.allSettled([second, third.next()]);
  impatient.abort();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ reason: { code: 'unavailable', detail: {} } });
    expect(outcome).not.toHaveProperty('reason.detail.reason');
  }
  released.resolve('done');
  expect(await first).toBe('done');
});
