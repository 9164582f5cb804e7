/** What is asked for every recipient, every sign-in or over a log that only grows goes by an index, whatever its size. */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { AuditId } from '../../../domain/ports/ids.ts';
import { NOBODY, NOWHERE } from '../../contract/directory-samples.ts';
import { Database, type SqlValue } from '../index/database.ts';
import { migrate } from '../migrations/migrate.ts';
import { EmbeddedAuditReader } from './audit-reader.ts';
import { EmbeddedDirectoryReader } from './directory-reader.ts';

/** Keeps the statements that were run, and how. */
class WatchedDatabase extends Database {
  readonly plans: string[] = [];

  override row<T extends readonly unknown[]>(sql: string, ...values: SqlValue[]): T | undefined {
    this.#explain(sql, values);
    return super.row(sql, ...values);
  }

  override rows<T extends readonly unknown[]>(sql: string, ...values: SqlValue[]): T[] {
    this.#explain(sql, values);
    return super.rows(sql, ...values);
  }

  #explain(sql: string, values: readonly SqlValue[]): void {
    const steps = super.rows<[number, number, number, string]>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    this.plans.push(...steps.map(([, , , step]) => step));
  }
}

function open() {
  const database = new WatchedDatabase(new DatabaseSync(':memory:'));
  migrate(database);
  database.plans.length = 0;
  return { database, directory: new EmbeddedDirectoryReader(database), audit: new EmbeddedAuditReader(database) };
}

test.each([
  ['an address', ({ directory }) => directory.resolve('bob', 'example.test')],
  ['a domain by its name', ({ directory }) => directory.findDomain('example.test')],
  ['a session by its secret', ({ directory }) => directory.findSession('secret', 'x')],
  ['a session by its refresh token', ({ directory }) => directory.findSession('refresh', 'x')],
  ['the sessions of an account', ({ directory }) => directory.sessions(NOBODY)],
  ['the second factors of an account', ({ directory }) => directory.secondFactors(NOBODY)],
  ['the groups of a user', ({ directory }) => directory.groupsOf(NOBODY)],
  ['a group by its name', ({ directory }) => directory.findGroup(NOWHERE, 'x')],
] satisfies [string, (opened: ReturnType<typeof open>) => Promise<unknown>][])('%s is looked up', async (_, ask) => {
  const opened = open();
  await ask(opened);
  const { plans } = opened.database;
  expect(plans.filter((step) => step.startsWith('SEARCH'))).not.toEqual([]);
  expect(plans.filter((step) => step.startsWith('SCAN') && !step.includes('CONSTANT ROW'))).toEqual([]);
});

test.each([
  {},
  { before: 9 as AuditId },
  { actor: 'admin' },
  { target: { kind: 'user' } },
  { target: { kind: 'user', name: 'bob' } },
  { sinceMs: 5 },
  { actor: 'admin', target: { kind: 'user', name: 'bob' }, before: 9 as AuditId, sinceMs: 5 },
] as const)('the audit log is read from its end: %o', async (query) => {
  const { database, audit } = open();
  await audit.list({ ...query, limit: 5 });
  // Sorting would mean that all that fits is read before the first is shown.
  expect(database.plans.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  const isFiltered = 'actor' in query || 'target' in query;
  if (isFiltered) expect(database.plans[0]).toMatch(/^SEARCH audit USING INDEX/);
});
