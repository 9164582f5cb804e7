/** The same operations replayed against Debian's slapd with the same office. What differs stands in docs/ldap-differences.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../bench/harness/ports.ts';
import { LdapTestClient } from '../support/ldap-client.ts';
import { prepareSlapd, slapaddLdif, unpackSlapd } from '../support/peers/slapd.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../support/server.ts';
import { formatRow, readDifferences } from './slapd/differences.ts';
import { ACCESS, ADMIN, ALICE, BASE, fillMailroom, officeEntries } from './slapd/office.ts';
import { differenceOf, type Outcome } from './slapd/outcome.ts';
import { readMailSchema } from './slapd/read-mail-schema.ts';
import type { Step, Viewer } from './slapd/step.ts';
import { changeSteps } from './slapd/steps/changes.ts';
import { controlSteps } from './slapd/steps/controls.ts';
import { filterSteps } from './slapd/steps/filters.ts';
import { compareSteps, readingSteps, strangerSteps } from './slapd/steps/reading.ts';
import { signInSteps } from './slapd/steps/signing-in.ts';
import { type Daemon, startDaemon } from './support/daemon.ts';

const SCRIPT: Readonly<Record<string, readonly Step[]>> = {
  filters: filterSteps,
  searches: readingSteps,
  'without signing in': strangerSteps,
  compare: compareSteps,
  'signing in': signInSteps,
  controls: controlSteps,
  changes: changeSteps,
};

/** One of the two servers, with the connections that are kept. */
class Side {
  readonly #port: number;
  readonly #clients = new Map<Viewer, LdapTestClient>();

  constructor(port: number) {
    this.#port = port;
  }

  async run({ as, run }: Step): Promise<Outcome> {
    const client = as === 'nobody' ? await LdapTestClient.open(this.#port) : await this.#clientOf(as);
    try {
      return await run(client);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      // What is no answer to the operation is the last that the server says.
      await client.ended();
      this.#clients.delete(as);
      return { code: 'the connection ends' };
    } finally {
      if (as === 'nobody') client[Symbol.dispose]();
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client[Symbol.dispose]();
  }

  async #clientOf(viewer: Exclude<Viewer, 'nobody'>): Promise<LdapTestClient> {
    const known = this.#clients.get(viewer);
    if (known !== undefined) return known;
    const client = await LdapTestClient.open(this.#port);
    this.#clients.set(viewer, client);
    if (viewer !== 'anonymous') {
      const code = await client.bind(viewer === 'admin' ? ADMIN : ALICE, TEST_PASSWORD);
      if (code !== 'success') throw new Error(`${viewer} cannot sign in: ${code}`);
    }
    return client;
  }
}

let server: InProcessServer;
let daemon: Daemon | undefined;
let folder: string;
let ours: Side;
let theirs: Side;
let reason: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-slapd-'));
  server = await startTestServer();
  await fillMailroom(server.admin);
  ours = new Side(server.ports.ldap);
  const packages = await unpackSlapd();
  if (!packages.available) {
    reason = packages.reason;
    return;
  }
  const entriesFile = join(folder, 'office.ldif');
  await writeFile(entriesFile, slapaddLdif(officeEntries()));
  const port = await freePort();
  using client = await LdapTestClient.open(server.ports.ldap);
  const { path, args } = await prepareSlapd(packages.path, {
    ...{ folder, port, suffix: BASE, access: ACCESS, entriesFile, sizeLimit: 1000 },
    schemas: [await readMailSchema(client)],
    indexes: ['objectClass eq', 'uid,mail,cn,sn,givenName eq,sub'],
    sorts: true,
  });
  daemon = await startDaemon(path, args, { kind: 'tcp', host: '127.0.0.1', port }, folder);
  theirs = new Side(port);
});

afterAll(async () => {
  ours?.close();
  theirs?.close();
  await daemon?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const differences = readDifferences();

for (const [topic, steps] of Object.entries(SCRIPT)) {
  describe(topic, () => {
    test.for(steps.map((step) => [step.name, step] as const))('%s', async ([name, step], context) => {
      if (reason !== undefined) return context.skip(reason);
      const found = differenceOf(await ours.run(step), await theirs.run(step));
      const listed = differences.get(name);
      const row = found === null ? null : formatRow(name, found);
      expect(row, `\n${row}\n`).toBe(listed === undefined ? null : formatRow(name, listed));
    });
  });
}

test('each operation has a name of its own, and each row of the table an operation', () => {
  const names = Object.values(SCRIPT).flatMap((steps) => steps.map(({ name }) => name));
  expect(names.length).toBe(new Set(names).size);
  expect([...differences.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
