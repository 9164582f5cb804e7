/** As much of an IMAP client as the crash tests need: commands one after another, answers as text and literals. */
import { RawClient } from '../../support/raw-client.ts';
import { TEST_PASSWORD } from '../../support/server.ts';

export interface ImapLine {
  /** Without what the literals hold. */
  readonly text: string;
  readonly literals: readonly string[];
}

export interface ImapAnswer {
  readonly untagged: readonly ImapLine[];
  /** The tagged line without its tag. */
  readonly result: string;
}

export class ImapClient implements Disposable {
  readonly #client: RawClient;
  #count = 0;

  private constructor(client: RawClient) {
    this.#client = client;
  }

  /** Rejects when the connection ends or the server says no. */
  static async signIn(port: number, user: string, password = TEST_PASSWORD): Promise<ImapClient> {
    const raw = await RawClient.open(port);
    const client = new ImapClient(raw);
    try {
      const greeting = await raw.line();
      if (!greeting.startsWith('* OK')) throw new Error(`refused: ${greeting}`);
      await client.run(`LOGIN ${user} "${password}"`);
      await client.run('ENABLE CONDSTORE');
      return client;
    } catch (error) {
      raw[Symbol.dispose]();
      throw error;
    }
  }

  /** Parts are sent with a literal between each two. RFC 7888 section 4 */
  async ask(...parts: readonly string[]): Promise<ImapAnswer> {
    this.#count += 1;
    const tag = `a${this.#count}`;
    const [first = '', ...rest] = parts;
    let command = `${tag} ${first}`;
    for (const [index, part] of rest.entries()) {
      command += index % 2 === 0 ? `{${part.length}+}\r\n${part}` : part;
    }
    this.#client.send(`${command}\r\n`);
    const untagged: ImapLine[] = [];
    for (;;) {
      const line = await this.#line();
      if (line.text.startsWith(`${tag} `)) return { untagged, result: line.text.slice(tag.length + 1) };
      untagged.push(line);
    }
  }

  /** Like `ask`, and rejects unless the answer is OK. */
  async run(...parts: readonly string[]): Promise<ImapAnswer> {
    const answer = await this.ask(...parts);
    if (!answer.result.startsWith('OK')) throw new Error(`${parts[0]}: ${answer.result}`);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }

  async #line(): Promise<ImapLine> {
    const literals: string[] = [];
    let text = '';
    for (;;) {
      text += await this.#client.line();
      const length = /\{(\d+)\}$/.exec(text)?.[1];
      if (length === undefined) return { text, literals };
      literals.push(await this.#client.bytes(Number(length)));
    }
  }
}
