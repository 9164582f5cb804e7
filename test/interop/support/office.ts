/** A whole server for programs that nobody here wrote: users, a home for the programs, and what arrived. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { type InProcessServer, type Ports, startTestServer, TEST_PASSWORD } from '../../support/server.ts';

export interface InteropOffice extends AsyncDisposable {
  readonly server: InProcessServer;
  readonly ports: Ports;
  /** The self-made authority, the only one that the programs trust. */
  readonly authorityFile: string;
  /** HOME of the programs: their own settings, and nobody's outside of the test. */
  readonly home: string;
  /** Writes a file below `home` that only its owner reads, and returns its path. */
  write(path: string, content: string | Uint8Array): Promise<string>;
  /** Changes a setting of the running server. */
  set(name: string, value: string): Promise<void>;
  /** imapflow, signed in over TLS. */
  imap(userId: string, options?: Partial<ImapFlowOptions>): Promise<ImapFlow>;
  /** The messages of a mailbox in order, as they are stored. */
  messages(userId: string, mailbox?: string): Promise<string[]>;
  /** Files messages with their flags; those of one call go through one connection. */
  append(userId: string, mailbox: string, messages: readonly (string | Buffer)[], flags?: string[]): Promise<void>;
}

export async function openInteropOffice(...userIds: string[]): Promise<InteropOffice> {
  const server = await startTestServer({ users: userIds });
  const home = await mkdtemp(join(tmpdir(), 'mailroom-interop-'));
  const authority = await readFile(server.authorityFile, 'utf8');
  const imap = async (userId: string, options: Partial<ImapFlowOptions> = {}) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: server.ports.imaps,
      secure: true,
      tls: { ca: authority },
      auth: { user: userId, pass: TEST_PASSWORD },
      logger: false,
      ...options,
    });
    await client.connect();
    return client;
  };
  return {
    server,
    ports: server.ports,
    authorityFile: server.authorityFile,
    home,
    imap,
    async set(name, value) {
      await server.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
    },
    async write(path, content) {
      const file = join(home, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { mode: 0o600 });
      return file;
    },
    async messages(userId, mailbox = 'INBOX') {
      const client = await imap(userId);
      const { exists } = await client.mailboxOpen(mailbox, { readOnly: true });
      const found = exists === 0 ? [] : await client.fetchAll('1:*', { source: true });
      await client.logout();
      return found.map(({ source }) => source?.toString('latin1') ?? '');
    },
    async append(userId, mailbox, messages, flags = []) {
      const client = await imap(userId);
      for (const message of messages) await client.append(mailbox, message, flags);
      await client.logout();
    },
    async [Symbol.asyncDispose]() {
      await rm(home, { recursive: true, force: true });
      await server[Symbol.asyncDispose]();
    },
  };
}
