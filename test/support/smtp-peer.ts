/**
 * A server for tests of what sends mail: a well-behaved one, except where the test says otherwise. It keeps every
 * command and every message.
 */
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface ReceivedMessage {
  readonly mail: string;
  readonly rcpts: readonly string[];
  /** As it came, octets; dots undone. */
  readonly data: string;
  readonly via: 'DATA' | 'BDAT';
  readonly isTls: boolean;
}

export interface PeerSession {
  readonly number: number;
  readonly socket: Socket;
  readonly isTls: boolean;
  readonly commands: string[];
}

/**
 * What happens instead of the usual: a reply with its line end; the end of the connection; SILENCE, nothing ever
 * again; ANSWERED, nothing more, since the test has answered itself.
 */
export type PeerAnswer = string | { readonly close: string } | undefined;

export const SILENCE = 'silence';
export const ANSWERED = 'answered';

export interface PeerOptions {
  readonly address?: string;
  readonly port?: number;
  /** Lines of the reply to EHLO; STARTTLS is added where there is a certificate. */
  readonly extensions?: readonly string[];
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly isTlsImplicit?: boolean;
  /** Asked for `connect`, for each command, for `message` behind the last octet, and for each chunk of BDAT. */
  readonly answer?: (command: string, session: PeerSession) => PeerAnswer;
  /** Takes nothing more after DATA has been answered. */
  readonly stopsReading?: boolean;
}

export interface SmtpPeer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly sessions: readonly PeerSession[];
  readonly messages: readonly ReceivedMessage[];
  /** All commands of all sessions. */
  readonly commands: readonly string[];
}

const ALL = [
  'PIPELINING',
  'SIZE 50000000',
  '8BITMIME',
  'SMTPUTF8',
  'DSN',
  'CHUNKING',
  'BINARYMIME',
  'ENHANCEDSTATUSCODES',
];

export async function startSmtpPeer(options: PeerOptions = {}): Promise<SmtpPeer> {
  const { address = '127.0.0.1', port = 0 } = options;
  const sessions: PeerSession[] = [];
  const messages: ReceivedMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, sessions, messages, options);
  });
  await new Promise<void>((resolve, reject) => server.listen(port, address, resolve).on('error', reject));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    address,
    port: bound.port,
    sessions,
    messages,
    get commands() {
      return sessions.flatMap(({ commands }) => commands);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<unknown>((resolve) => server.close(resolve));
    },
  };
}

function serve(raw: Socket, sessions: PeerSession[], messages: ReceivedMessage[], options: PeerOptions): void {
  const { certificate, extensions = ALL, answer = () => undefined } = options;
  let socket = raw;
  let isTls = false;
  let input = '';
  let mode: 'command' | 'data' | { chunkLeft: number; isLast: boolean } = 'command';
  let mail = '';
  let rcpts: string[] = [];
  let chunks = '';
  const commands: string[] = [];
  const session: PeerSession = {
    number: sessions.length,
    get socket() {
      return socket;
    },
    get isTls() {
      return isTls;
    },
    commands,
  };
  sessions.push(session);
  const listen = () => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      input += chunk.toString('latin1');
      while (step());
    });
  };
  const say = (text: PeerAnswer, usual: string): boolean => {
    if (text === SILENCE) socket.removeAllListeners('data');
    if (text === SILENCE || text === ANSWERED) return false;
    if (typeof text === 'object') {
      socket.end(text.close);
      return false;
    }
    socket.write(text ?? usual, 'utf8');
    return true;
  };
  const finish = (data: string, via: 'DATA' | 'BDAT') => {
    const said = answer('message', session);
    if (said === undefined || (typeof said === 'string' && said.startsWith('2'))) {
      messages.push({ mail, rcpts, data, via, isTls });
    }
    say(said, '250 2.0.0 taken\r\n');
    [mail, rcpts, chunks] = ['', [], ''];
  };
  const secure = () => {
    socket.removeAllListeners('data');
    const secured = new TLSSocket(socket, { isServer: true, ...certificate });
    isTls = true;
    socket = secured;
    [mail, rcpts] = ['', []];
    listen();
  };
  /** Returns whether there may be more to do. */
  const step = (): boolean => {
    if (mode === 'data') {
      const end = input.startsWith('.\r\n') ? 0 : input.indexOf('\r\n.\r\n') + 2;
      if (end === 1) return false;
      const data = input.slice(0, end).replace(/(^|\r\n)\./g, '$1');
      input = input.slice(end + 3);
      mode = 'command';
      finish(data, 'DATA');
      return true;
    }
    if (mode !== 'command') {
      const taken = input.slice(0, mode.chunkLeft);
      chunks += taken;
      input = input.slice(taken.length);
      mode.chunkLeft -= taken.length;
      if (mode.chunkLeft > 0) return false;
      const { isLast } = mode;
      mode = 'command';
      if (rcpts.length === 0) socket.write('503 5.5.1 no recipients\r\n');
      else if (isLast) finish(chunks, 'BDAT');
      else say(answer('chunk', session), '250 2.0.0 go on\r\n');
      return true;
    }
    const end = input.indexOf('\r\n');
    if (end < 0) return false;
    const line = Buffer.from(input.slice(0, end), 'latin1').toString('utf8');
    input = input.slice(end + 2);
    commands.push(line);
    run(line);
    return socket.writable && socket.listenerCount('data') > 0;
  };
  const run = (line: string): void => {
    const said = answer(line, session);
    const verb = (line.split(/[ :]/)[0] ?? '').toUpperCase();
    const isFine = said === undefined || (typeof said === 'string' && /^[23]/.test(said));
    switch (verb) {
      case 'EHLO': {
        const offers = certificate !== undefined && !isTls ? [...extensions, 'STARTTLS'] : extensions;
        const lines = ['peer.example.test', ...offers];
        const last = lines.length - 1;
        say(said, lines.map((text, index) => `250${index === last ? ' ' : '-'}${text}\r\n`).join(''));
        return;
      }
      case 'MAIL':
        if (isFine) mail = line;
        say(said, '250 2.1.0 sender taken\r\n');
        return;
      case 'RCPT':
        if (isFine && mail !== '') rcpts.push(line);
        say(said, mail === '' ? '503 5.5.1 no sender\r\n' : '250 2.1.5 recipient taken\r\n');
        return;
      case 'DATA':
        if (said === undefined && rcpts.length === 0) return void socket.write('554 5.5.1 no valid recipients\r\n');
        if (isFine) mode = 'data';
        say(said, '354 go on\r\n');
        if (options.stopsReading === true) socket.pause();
        return;
      case 'BDAT': {
        const [, size = '0', last = ''] = line.split(' ');
        mode = { chunkLeft: Number(size), isLast: last.toUpperCase() === 'LAST' };
        if (options.stopsReading === true) socket.pause();
        return;
      }
      case 'RSET':
        [mail, rcpts, chunks] = ['', [], ''];
        say(said, '250 2.0.0 reset\r\n');
        return;
      case 'STARTTLS':
        if (say(said, '220 2.0.0 go on\r\n') && isFine && certificate !== undefined) secure();
        return;
      case 'QUIT':
        if (said === undefined) socket.end('221 2.0.0 bye\r\n');
        else say(said, '');
        return;
      default:
        say(said, verb === 'HELO' || verb === 'NOOP' ? '250 fine\r\n' : '500 5.5.2 what\r\n');
    }
  };
  if (options.isTlsImplicit === true) secure();
  else listen();
  say(answer('connect', session), '220 peer.example.test ready\r\n');
}
