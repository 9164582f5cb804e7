/** POP3 on a real socket, with a store and one person who can sign in. */
import { systemClock } from '../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { type AccountMailboxes, createMailboxService } from '../../src/domain/mailbox/index.ts';
import { NO_FLAGS } from '../../src/domain/ports/flags.ts';
import type { Uid } from '../../src/domain/ports/ids.ts';
import { MAX_SLICE } from '../../src/domain/ports/reader.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import type { Settings } from '../../src/domain/settings/settings.ts';
import { createSaslService } from '../../src/transports/auth/sasl-service.ts';
import { createPop3Service } from '../../src/transports/pop3/service.ts';
import { openTestDirectory, type TestDirectory } from './directory.ts';
import type { RawClient } from './raw-client.ts';
import { startTestListener, type TestListener, type TestListenerOptions } from './test-listener.ts';
import { type Captures, transcript } from './transcript.ts';

export const PASSWORD = 'correct horse battery';

const MAX_UID = 4_294_967_295 as Uid;

export interface Pop3Office extends AsyncDisposable {
  readonly port: number;
  readonly listener: TestListener;
  readonly store: Store;
  readonly settings: Settings;
  readonly users: TestDirectory['users'];
  readonly alice: AccountMailboxes;
  /** Files messages into INBOX, in order. */
  file(...messages: readonly (string | Uint8Array)[]): Promise<void>;
  /** Removes messages from INBOX behind the back of POP3: the oldest ones, or all. */
  empty(count?: number): Promise<void>;
  /** Plays a conversation of alice; with `as` null nobody has signed in, and the greeting comes first. */
  play(script: string, as?: 'alice' | null): Promise<Captures>;
}

export interface Pop3OfficeOptions extends TestListenerOptions {
  readonly log?: Logger;
}

/** alice at example.test; passwords are taken in the clear unless the settings say otherwise. */
export async function openPop3Office(options: Pop3OfficeOptions = {}): Promise<Pop3Office> {
  const directory = await openTestDirectory();
  const { store, settings, policies } = directory;
  const log = options.log ?? silentLogger;
  const mailboxes = createMailboxService({ store, settings, policies, clock: systemClock, log });
  const sasl = createSaslService(directory.authenticator);
  const server = { hostName: 'mail.example.test', name: 'Mailroom' };
  const serve = createPop3Service({ sasl, mailboxes, settings, server });
  const listener = await startTestListener(serve, {
    ...options,
    settings: { cleartextAuthFrom: ['127.0.0.0/8'], ...options.settings },
  });
  const account = await directory.users.create({ userId: 'alice', mail: 'alice@example.test', password: PASSWORD });
  const alice = mailboxes.mailboxesOf({ account });
  return {
    port: listener.port,
    listener,
    store,
    settings,
    users: directory.users,
    alice,
    async file(...messages) {
      await using batch = await alice.startAppend('INBOX');
      for (const message of messages) {
        const receiver = batch.add({ ...NO_FLAGS, receivedAt: null }, null);
        await receiver.write(Buffer.from(message as string));
        await receiver.finish();
      }
      await batch.commit();
    },
    async empty(count) {
      const { id } = await alice.get('INBOX');
      const rows = await store.reader().mailboxes.scan(id, 1 as Uid, MAX_UID, MAX_SLICE, ['uid']);
      await alice.remove(
        id,
        rows.slice(0, count).map(([uid]) => uid),
      );
    },
    play: (script, as = 'alice') => transcript(listener, script, as === null ? {} : { prepare: signIn }),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await mailboxes[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Greeting, USER, PASS. */
export async function signIn(client: RawClient): Promise<void> {
  await client.line();
  await client.ask('USER alice');
  const reply = await client.ask(`PASS ${PASSWORD}`);
  if (!reply.startsWith('+OK')) throw new Error(reply);
}
