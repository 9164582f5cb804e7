import { connect, type Socket } from 'node:net';

const END = '\r\n.\r\n';

/** A lean POP3 client for loads: it looks only at the end of what arrived. */
export class Pop3Connection {
  readonly #socket: Socket;
  #isMultiline = false;
  #tail = '';
  #head = '';
  #settle: { resolve(line: string): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Pop3Connection> {
    const connection = new Pop3Connection(connect(port, '127.0.0.1'));
    await connection.#reply(false);
    return connection;
  }

  /** Resolves with the first line of the answer. */
  async run(command: string, isMultiline = false): Promise<string> {
    const done = this.#reply(isMultiline);
    this.#socket.write(`${command}\r\n`);
    return await done;
  }

  close(): void {
    this.#socket.destroy();
  }

  #reply(isMultiline: boolean): Promise<string> {
    this.#isMultiline = isMultiline;
    this.#tail = '';
    this.#head = '';
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  #read(chunk: Buffer): void {
    if (!this.#head.endsWith('\r\n')) {
      const end = chunk.indexOf('\n');
      this.#head += chunk.toString('latin1', 0, end === -1 ? chunk.length : end + 1);
      if (!this.#head.endsWith('\r\n')) return;
    }
    this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - END.length))).slice(-END.length);
    if (this.#head.startsWith('-')) this.#fail(new Error(`refused: ${this.#head.trim()}`));
    else if (!this.#isMultiline || this.#tail === END) this.#take()?.resolve(this.#head);
  }

  #fail(error: Error): void {
    this.#take()?.reject(error);
    this.#socket.destroy();
  }

  #take(): { resolve(line: string): void; reject(error: Error): void } | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    return settle;
  }
}
