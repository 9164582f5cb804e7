/** IMAP on a real socket, with a store and two people who can sign in. */
import { systemClock } from '../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { createAccountPolicies } from '../../src/domain/access/policy/account-policies.ts';
import { type AccountMailboxes, createMailboxService } from '../../src/domain/mailbox/index.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import type { SettingValues } from '../../src/domain/settings/catalogue.ts';
import type { Settings } from '../../src/domain/settings/settings.ts';
import { createSaslService } from '../../src/transports/auth/sasl-service.ts';
import { createImapService } from '../../src/transports/imap/service.ts';
import { openTestDirectory } from './directory.ts';
import type { RawClient } from './raw-client.ts';
import { startTestListener, type TestListener } from './test-listener.ts';
import { type Captures, transcript } from './transcript.ts';

export const PASSWORD = 'correct horse battery';

export interface ImapOffice extends AsyncDisposable {
  readonly port: number;
  readonly listener: TestListener;
  readonly store: Store;
  readonly alice: AccountMailboxes;
  readonly bob: AccountMailboxes;
  /** Somebody new, with nothing but empty mailboxes: so that tests can share a store. */
  addPerson(): Promise<Person>;
  /** Plays a conversation of alice, or of whom `as` says; null: nobody has signed in, and the greeting comes first. */
  play(script: string, as?: string | null): Promise<Captures>;
}

export interface Person {
  readonly userId: string;
  readonly mailboxes: AccountMailboxes;
  /** Plays a conversation of this person. */
  play(script: string): Promise<Captures>;
}

export interface ImapOfficeOptions {
  readonly settings?: Partial<SettingValues>;
  readonly security?: 'implicit-tls' | 'starttls';
  readonly log?: Logger;
}

/** alice and bob at example.test, with INBOX alone; passwords are taken in the clear. */
export async function openImapOffice({
  settings: changed = {},
  security,
  log,
}: ImapOfficeOptions = {}): Promise<ImapOffice> {
  const directory = await openTestDirectory();
  const { store } = directory;
  const values = { cleartextAuthFrom: ['127.0.0.0/8'], authFailureDelayMs: 0, ...changed };
  // Not through `set`: tests want shorter timeouts than an administrator may set.
  const settings: Settings = {
    ...directory.settings,
    get: (name) => (name in values ? (values as Partial<SettingValues>)[name]! : directory.settings.get(name)),
  };
  const policies = createAccountPolicies({ store, settings });
  const base = { store, settings, policies, clock: systemClock, log: log ?? silentLogger };
  const mailboxes = createMailboxService(base);
  const sasl = createSaslService(directory.authenticator);
  const serve = createImapService({ ...base, sasl, mailboxes, version: '1.0' });
  const listener = await startTestListener(serve, {
    settings: values,
    ...(security && { security }),
    ...(log && { log }),
  });
  const signUp = async (userId: string) => {
    const account = await directory.users.create({ userId, mail: `${userId}@example.test`, password: PASSWORD });
    return mailboxes.mailboxesOf({ account });
  };
  const [alice, bob] = [await signUp('alice'), await signUp('bob')];
  let people = 0;
  const play: ImapOffice['play'] = (script, as = 'alice') =>
    transcript(listener, script, as === null ? {} : { prepare: (client) => signIn(client, as) });
  return {
    port: listener.port,
    listener,
    store,
    alice,
    bob,
    play,
    async addPerson() {
      people += 1;
      const userId = `person${people}`;
      return { userId, mailboxes: await signUp(userId), play: (script) => play(script, userId) };
    },
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await mailboxes[Symbol.asyncDispose]();
      policies[Symbol.dispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

export async function signIn(client: RawClient, userId: string): Promise<void> {
  await client.line();
  const reply = await client.ask(`login LOGIN ${userId} "${PASSWORD}"`);
  if (!reply.startsWith('login OK')) throw new Error(reply);
}
