import { connect, type Socket } from 'node:net';

const SEQUENCE = 0x30;
/** RFC 4511: what ends an operation, and what comes before the end of a search. */
const SEARCH_ENTRY = 0x64;
const BIND_RESPONSE = 0x61;
const SUCCESS = 0;
/** There is more than was asked for: a search of an address book ends with it when the list is full. */
const SIZE_LIMIT_EXCEEDED = 4;

/** A lean LDAP client for loads: it sends what was prepared, counts entries and looks at result codes. */
export class LdapConnection {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #entries = 0;
  #settle: { resolve(entries: number): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<LdapConnection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new LdapConnection(socket);
  }

  /** Sends one message, and resolves with the number of entries when its operation has ended. */
  async run(message: Uint8Array): Promise<number> {
    this.#entries = 0;
    const done = new Promise<number>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#socket.write(message);
    return await done;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    for (;;) {
      const head = elementAt(bytes, at);
      if (head === undefined || head.end > bytes.length) break;
      if (head.tag !== SEQUENCE) return this.#fail(new Error('not an LDAP message'));
      this.#take(bytes, head.start);
      at = head.end;
    }
    this.#pending = bytes.subarray(at);
  }

  /** A message id, and the operation. */
  #take(bytes: Buffer, start: number): void {
    const id = elementAt(bytes, start);
    const operation = id === undefined ? undefined : elementAt(bytes, id.end);
    if (operation === undefined) return this.#fail(new Error('a message without an operation'));
    if (operation.tag === SEARCH_ENTRY) {
      this.#entries++;
      return;
    }
    const code = bytes[elementAt(bytes, operation.start)?.start ?? 0] ?? -1;
    const isRight = code === SUCCESS || (code === SIZE_LIMIT_EXCEEDED && operation.tag !== BIND_RESPONSE);
    if (isRight) this.#end()?.resolve(this.#entries);
    else this.#fail(new Error(`result code ${code}`));
  }

  #fail(error: Error): void {
    this.#end()?.reject(error);
    this.#socket.destroy();
  }

  #end(): { resolve(entries: number): void; reject(error: Error): void } | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    return settle;
  }
}

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** Undefined where its head has not come yet. */
function elementAt(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const start = at + 2 + (first & 0x7f);
  if (start > bytes.length) return undefined;
  const length = bytes.readUIntBE(at + 2, first & 0x7f);
  return { tag, start, end: start + length };
}
