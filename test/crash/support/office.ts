/** The whole load on one server, and the comparison of what it promised with what it has. */
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { loadChanges, makeChangeMailboxes } from './change-load.ts';
import { ChangeModel } from './change-model.ts';
import type { CrashServer } from './crash-server.ts';
import { Ledger } from './ledger.ts';
import { type LoadContext, loadAppend, loadSmtp } from './mail-load.ts';
import { Observer } from './observer.ts';
import type { Random } from './random.ts';
import { brokenPromises } from './verify.ts';

/** Each gets mail; dora appends to her own mailbox, and erin changes hers. */
const RECIPIENTS = ['alice', 'bob', 'carol'];
const APPENDER = 'dora';
const CHANGER = 'erin';
const USERS = [...RECIPIENTS, APPENDER, CHANGER];

export interface RunningLoad {
  /** Something was acknowledged since it was started. */
  isFlowing(): boolean;
  /** No client begins anything new; resolves when each has its last answer, or no connection. */
  stop(): Promise<void>;
}

export class Office {
  readonly ledger = new Ledger();
  readonly #model = new ChangeModel();
  readonly #observer = new Observer(this.ledger);
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Once, on a new server. */
  async prepare(server: CrashServer): Promise<void> {
    await server.prepare(USERS);
    await makeChangeMailboxes(server.ports.imap, CHANGER);
  }

  startLoad({ ports, lmtpSocket }: CrashServer): RunningLoad {
    let isStopping = false;
    const context = (): LoadContext => ({
      ledger: this.ledger,
      random: this.#random.fork(),
      isStopping: () => isStopping,
    });
    const recipients = RECIPIENTS;
    const clients = Promise.all([
      loadSmtp({ name: 'mx-one', target: { port: ports.smtp }, recipients }, context()),
      loadSmtp({ name: 'mx-two', target: { port: ports.smtp }, recipients }, context()),
      loadSmtp({ name: 'submission', target: { port: ports.submission }, recipients, user: 'alice' }, context()),
      loadSmtp({ name: 'lmtp', target: { path: lmtpSocket }, recipients }, context()),
      loadAppend(ports.imap, APPENDER, context()),
      loadChanges(ports.imap, CHANGER, { ...context(), model: this.#model }),
    ]);
    // Whoever stops the load hears of it.
    clients.catch(() => {});
    const keptBefore = this.ledger.keptCount;
    return {
      isFlowing: () => this.ledger.keptCount > keptBefore,
      async stop() {
        isStopping = true;
        await clients;
      },
    };
  }

  /** What is missing, doubled, torn or taken back, and what the checker finds. */
  async findFaults(server: CrashServer, which: 'new bodies' | 'all bodies' = 'new bodies'): Promise<string[]> {
    const { found, wrong } = await this.#observer.look(server.ports.imap, USERS, which);
    const changed = found.filter(({ user }) => user === CHANGER);
    const { findings } = await server.admin.call(ENDPOINTS.check, { body: { repair: false, verifyContents: true } });
    return [
      ...wrong,
      ...brokenPromises(this.ledger, found),
      ...this.#model.settle(changed),
      ...findings.map(({ kind, subject, message }) => `the checker: ${kind}, ${subject}: ${message}`),
    ];
  }
}
