import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const LF = 10;

export interface ImapAddress {
  readonly port: number;
  readonly isTls?: boolean;
}

/**
 * A lean IMAP client for loads: it looks only at the last line of what arrived, for the tag of the command that is
 * under way, so that the server and not the client bounds the figures. A refused command is an error.
 */
export class ImapConnection {
  readonly #socket: Socket;
  #tagNumber = 0;
  #awaited = '* ';
  #line: Buffer = Buffer.alloc(0);
  #text: string[] | undefined;
  #onNotice: (() => void) | undefined;
  #settle: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** Resolves after the greeting. The certificate is not looked at: both ends are this machine. */
  static async open({ port, isTls = false }: ImapAddress): Promise<ImapConnection> {
    const target = { port, host: '127.0.0.1' };
    const connection = new ImapConnection(
      isTls ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target),
    );
    await connection.#reply('* ');
    return connection;
  }

  async login(userId: string, password: string): Promise<void> {
    await this.run(`LOGIN ${userId} ${password}`);
  }

  /** Resolves with the tagged OK. */
  async run(command: string): Promise<void> {
    const tag = this.#nextTag();
    const done = this.#reply(tag);
    this.#socket.write(`${tag}${command}\r\n`);
    await done;
  }

  /** Like `run`, with all that the server sent before and including the tagged OK. */
  async query(command: string): Promise<string> {
    const text: string[] = [];
    this.#text = text;
    try {
      await this.run(command);
    } finally {
      this.#text = undefined;
    }
    return text.join('');
  }

  /** The same command `count` times in one write; resolves with the last tagged OK. */
  async runPipelined(command: string, count: number): Promise<void> {
    let text = '';
    let tag = '';
    for (let i = 0; i < count; i++) {
      tag = this.#nextTag();
      text += `${tag}${command}\r\n`;
    }
    const done = this.#reply(tag);
    this.#socket.write(text);
    await done;
  }

  /** One APPEND of one or several messages (RFC 3502), with literals that need no permission (RFC 7888). */
  async append(mailbox: string, messages: readonly Buffer[]): Promise<void> {
    const tag = this.#nextTag();
    const done = this.#reply(tag);
    this.#socket.cork();
    this.#socket.write(`${tag}APPEND ${mailbox}`);
    for (const message of messages) {
      this.#socket.write(` {${message.length}+}\r\n`);
      this.#socket.write(message);
    }
    this.#socket.write('\r\n');
    this.#socket.uncork();
    await done;
  }

  /** Resolves when the server idles; `onNotice` is called for each EXISTS from then on. The connection stays so. */
  async idle(onNotice: () => void): Promise<void> {
    const done = this.#reply('+ ');
    this.#socket.write(`${this.#nextTag()}IDLE\r\n`);
    await done;
    this.#onNotice = onNotice;
  }

  async logout(): Promise<void> {
    await this.run('LOGOUT');
    this.close();
  }

  close(): void {
    this.#socket.destroy();
  }

  #nextTag(): string {
    this.#tagNumber++;
    return `a${this.#tagNumber} `;
  }

  #reply(tag: string): Promise<void> {
    this.#awaited = tag;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  #read(chunk: Buffer): void {
    this.#text?.push(chunk.toString('latin1'));
    if (this.#onNotice !== undefined && chunk.includes('EXISTS')) this.#onNotice();
    const data = this.#line.length === 0 ? chunk : Buffer.concat([this.#line, chunk]);
    if (data[data.length - 1] !== LF) {
      this.#line = data.subarray(data.lastIndexOf(LF) + 1);
      return;
    }
    this.#line = Buffer.alloc(0);
    const start = data.length < 2 ? 0 : data.lastIndexOf(LF, data.length - 2) + 1;
    const status = start + this.#awaited.length;
    if (data.toString('latin1', start, status) !== this.#awaited) return;
    const isOk = this.#awaited === '+ ' || data.toString('latin1', status, status + 2) === 'OK';
    if (isOk) this.#take()?.resolve();
    else this.#fail(new Error(`refused: ${data.toString('latin1', start).trim()}`));
  }

  #fail(error: Error): void {
    this.#take()?.reject(error);
    this.#socket.destroy();
  }

  #take(): { resolve(): void; reject(error: Error): void } | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    return settle;
  }
}
