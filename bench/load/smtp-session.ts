import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const SPACE = 0x20;

/**
 * A lean SMTP client for loads: MAIL, all RCPT and DATA in one write (RFC 2920), then the message in one write.
 * Any refusal is an error, since no load of the rig expects one.
 */
export class SmtpSession {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #awaited = 0;
  #settle: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<SmtpSession> {
    const socket = connect(port, '127.0.0.1');
    const session = new SmtpSession(socket);
    const greeting = session.#replies(1);
    await once(socket, 'connect');
    await greeting;
    await session.#command('EHLO client.example.org\r\n', 1);
    return session;
  }

  /** Resolves with the server's acceptance. @param onSent called when the last byte has been handed to the kernel. */
  async send(recipients: readonly string[], message: Buffer, onSent?: () => void): Promise<void> {
    let envelope = 'MAIL FROM:<load@example.org>\r\n';
    for (const recipient of recipients) envelope += `RCPT TO:<${recipient}>\r\n`;
    await this.#command(`${envelope}DATA\r\n`, recipients.length + 2);
    const accepted = this.#replies(1);
    this.#socket.cork();
    this.#socket.write(message);
    this.#socket.write('.\r\n');
    this.#socket.uncork();
    onSent?.();
    await accepted;
  }

  async quit(): Promise<void> {
    await this.#command('QUIT\r\n', 1);
    this.#socket.destroy();
  }

  async #command(text: string, replies: number): Promise<void> {
    const answered = this.#replies(replies);
    this.#socket.write(text);
    await answered;
  }

  #replies(count: number): Promise<void> {
    this.#awaited = count;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** Counts last lines of replies: three digits and a space. RFC 5321 section 4.2.1 */
  #read(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, start)) {
      if ((data[start] ?? 0) > 0x33) this.#fail(new Error(`refused: ${data.toString('latin1', start, end).trim()}`));
      if (data[start + 3] === SPACE) this.#awaited--;
      start = end + 1;
    }
    this.#rest = data.subarray(start);
    if (this.#awaited === 0) this.#take()?.resolve();
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
