/** A client that sends and sees nothing but bytes: for what a well-behaved client would never do. */
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

export class RawClient implements Disposable {
  #socket: Socket;
  #received = '';
  #hasEnded = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  static async openTls(port: number, options: ConnectionOptions = {}): Promise<RawClient> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** What came and was not yet read, as octets. */
  get received(): string {
    return this.#received;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  send(octets: string): void {
    this.#socket.write(octets, 'latin1');
  }

  /** Sends, and resolves when the kernel has taken it, or nothing can be sent any more. */
  async sendAll(octets: string): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.write(octets, 'latin1', () => resolve()));
  }

  /** The next line without its end. Rejects when the connection ends first. */
  async line(): Promise<string> {
    const end = await this.#until(() => this.#received.indexOf('\n') + 1);
    return this.#take(end).replace(/\r?\n$/, '');
  }

  async bytes(count: number): Promise<string> {
    await this.#until(() => (this.#received.length >= count ? 1 : 0));
    return this.#take(count);
  }

  /** Sends a line, and returns the next. */
  async ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.line();
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<string> {
    while (!this.#hasEnded) await new Promise<void>((wake) => (this.#wake = wake));
    return this.#take(this.#received.length);
  }

  /** The client's side of a TLS handshake on this connection. */
  async startTls(options: ConnectionOptions = {}): Promise<void> {
    this.#socket.removeAllListeners('data');
    const secured: TLSSocket = connectTls({ socket: this.#socket, rejectUnauthorized: false, ...options });
    await new Promise<void>((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject));
    this.#socket = secured;
    this.#listen();
  }

  end(): void {
    this.#socket.end();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const end = () => {
      this.#hasEnded = true;
      this.#wake();
    };
    this.#socket.on('error', end).on('end', end).on('close', end);
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      this.#wake();
    });
  }

  async #until(find: () => number): Promise<number> {
    for (;;) {
      const found = find();
      if (found > 0) return found;
      if (this.#hasEnded) throw new Error(`the connection ended; unread: ${JSON.stringify(this.#received)}`);
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  #take(count: number): string {
    const taken = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return taken;
  }
}
