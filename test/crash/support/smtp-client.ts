/** SMTP and LMTP with nothing hidden: which final reply came for which recipient. */
import { connect } from 'node:net';
import { RawClient } from '../../support/raw-client.ts';
import { TEST_DOMAIN, TEST_PASSWORD } from '../../support/server.ts';
import type { TestMessage } from './test-message.ts';

export type SmtpTarget = { readonly port: number } | { readonly path: string };

/** The last reply about one recipient. */
export interface FinalReply {
  readonly user: string;
  readonly reply: string;
  /** The server had asked for the message. */
  readonly isAfterBody: boolean;
}

export class SmtpClient implements Disposable {
  readonly #client: RawClient;
  readonly #isLmtp: boolean;

  private constructor(client: RawClient, isLmtp: boolean) {
    this.#client = client;
    this.#isLmtp = isLmtp;
  }

  /** A path is a socket that speaks LMTP; with a user, signs in. Rejects when the connection ends before. */
  static async open(target: SmtpTarget, user?: string): Promise<SmtpClient> {
    const socket = connect(target);
    socket.setNoDelay(true);
    const client = new RawClient(socket);
    const smtp = new SmtpClient(client, 'path' in target);
    try {
      requirePositive(await smtp.#reply());
      requirePositive(await smtp.#ask(`${smtp.#isLmtp ? 'LHLO' : 'EHLO'} client.example.org`));
      if (user !== undefined) {
        const response = Buffer.from(`\0${user}\0${TEST_PASSWORD}`).toString('base64');
        requirePositive(await smtp.#ask(`AUTH PLAIN ${response}`));
      }
      return smtp;
    } catch (error) {
      client[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Sends one message and yields the last reply about each recipient, as it comes. Rejects when the connection ends
   * before.
   * @param users of TEST_DOMAIN, or whole addresses.
   */
  async *send(message: TestMessage, users: readonly string[], sender: string): AsyncGenerator<FinalReply> {
    const mail = await this.#ask(`MAIL FROM:<${sender}>`);
    if (!isPositive(mail)) {
      for (const user of users) yield { user, reply: mail, isAfterBody: false };
      return;
    }
    const accepted: string[] = [];
    for (const user of users) {
      const reply = await this.#ask(`RCPT TO:<${user.includes('@') ? user : `${user}@${TEST_DOMAIN}`}>`);
      if (isPositive(reply)) accepted.push(user);
      else yield { user, reply, isAfterBody: false };
    }
    const go = accepted.length > 0 ? await this.#ask('DATA') : '';
    if (!go.startsWith('354')) {
      for (const user of accepted) yield { user, reply: go, isAfterBody: false };
      await this.#ask('RSET');
      return;
    }
    this.#client.send(`${message.text.replace(/^\./gm, '..')}.\r\n`);
    // LMTP answers for each recipient. RFC 2033 section 4.2
    const shared = this.#isLmtp ? undefined : await this.#reply();
    for (const user of accepted) yield { user, reply: shared ?? (await this.#reply()), isAfterBody: true };
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }

  async #ask(line: string): Promise<string> {
    this.#client.send(`${line}\r\n`);
    return this.#reply();
  }

  /** The last line of a reply. RFC 5321 section 4.2.1 */
  async #reply(): Promise<string> {
    for (;;) {
      const line = await this.#client.line();
      if (line[3] !== '-') return line;
    }
  }
}

export function isPositive(reply: string): boolean {
  return reply.startsWith('2');
}

function requirePositive(reply: string): void {
  if (!isPositive(reply)) throw new Error(`refused: ${reply}`);
}
