/** One message after another to two recipients, each noted with what was promised about it. */
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import type { CrashServer } from './crash-server.ts';
import { Ledger } from './ledger.ts';
import { isConnectionEnd } from './mail-load.ts';
import { Observer } from './observer.ts';
import type { Random } from './random.ts';
import { type FinalReply, isPositive, SmtpClient } from './smtp-client.ts';
import { makeMessage } from './test-message.ts';
import { brokenPromises } from './verify.ts';

export const DELIVERY_USERS = ['alice', 'bob'];

export class Deliveries {
  readonly #server: CrashServer;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #observer = new Observer(this.#ledger);

  constructor(server: CrashServer, random: Random) {
    this.#server = server;
    this.#random = random;
  }

  async prepare(): Promise<void> {
    await this.#server.prepare(DELIVERY_USERS);
  }

  /** Messages that were promised. */
  get keptCount(): number {
    return this.#ledger.keptCount / DELIVERY_USERS.length;
  }

  /** On a connection of its own, unless one is given. Returns the last reply, or null when the connection ended instead. */
  async deliver(sizeBytes: number, client?: SmtpClient): Promise<FinalReply | null> {
    const message = makeMessage(this.#ledger.nextId('delivery'), this.#random, sizeBytes);
    const attempt = this.#ledger.begin(message, DELIVERY_USERS, { isDelivered: true, isIndivisible: true });
    let last: FinalReply | null = null;
    try {
      using opened = client === undefined ? await SmtpClient.open({ port: this.#server.ports.smtp }) : null;
      const sender = client ?? (opened as SmtpClient);
      for await (const final of sender.send(message, DELIVERY_USERS, 'bob@example.org')) {
        // After a failure the server may say no to what it has: the sender tries again.
        if (isPositive(final.reply)) this.#ledger.settle(attempt, final.user, 'kept');
        last = final;
      }
      return last;
    } catch (error) {
      if (isConnectionEnd(error)) return last;
      throw error;
    }
  }

  /** What is missing, doubled or torn, and what the checker finds. */
  async findFaults(): Promise<string[]> {
    const { found, wrong } = await this.#observer.look(this.#server.ports.imap, DELIVERY_USERS, 'new bodies');
    const { findings } = await this.#server.admin.call(ENDPOINTS.check, {
      body: { repair: false, verifyContents: true },
    });
    return [
      ...wrong,
      ...brokenPromises(this.#ledger, found),
      ...findings.map(({ kind, subject, message }) => `the checker: ${kind}, ${subject}: ${message}`),
    ];
  }
}
