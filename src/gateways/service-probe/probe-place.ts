/** Speaks to one of this server's own listeners as a client does, until it has answered as it should. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export type ProbedProtocol = 'smtp' | 'imap' | 'pop3' | 'ldap' | 'https' | 'http';

export interface ProbedPlace {
  readonly protocol: ProbedProtocol;
  /** On loopback, or a Unix socket. */
  readonly endpoint: { readonly port: number } | { readonly path: string };
  readonly isImplicitTls: boolean;
  /** The listener takes loopback for a proxy, and waits for its header. */
  readonly wantsProxyHeader: boolean;
}

export interface ProbeResult {
  readonly code: 'refused' | 'no-answer' | 'tls' | 'wrong-answer';
  /** In the words of the system or of the service; may be empty. */
  readonly cause: string;
}

interface Dialogue {
  /** What is sent once connected; nothing where the service speaks first. */
  readonly question: Buffer | null;
  readonly isAnswer: (text: string) => boolean;
  readonly ending: string;
}

const LOOPBACK = '127.0.0.1';
/** Much longer than a service takes that serves anybody. */
const TIMEOUT_MS = 10_000;
const CLOSE_WITHIN_MS = 1000;
const MAX_ANSWER_BYTES = 4096;
/** Of an answer that is not understood, this much is told. */
const MAX_CAUSE_LENGTH = 200;
/** PROXY protocol version 1, `UNKNOWN`: the connection is the proxy's own. */
const PROXY_HEADER = 'PROXY UNKNOWN\r\n';

/** A search for the root DSE, which everybody may read: RFC 4511 section 4.5.1, RFC 4512 section 5.1. */
const LDAP_SEARCH = Buffer.from(
  '3025020101632004000a01000a0100020100020100010100870b6f626a656374436c6173733000',
  'hex',
);

const httpQuestion = Buffer.from('GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
const isHttp = (text: string) => /^HTTP\/1\.1 [2-4]\d\d /.test(text);

const DIALOGUES: Readonly<Record<ProbedProtocol, Dialogue>> = {
  // 554 is for peers that are not served: RFC 5321 section 3.1. The service works that says so.
  smtp: { question: null, isAnswer: (text) => /^(?:220|554)[ -]/.test(text), ending: 'QUIT\r\n' },
  imap: { question: null, isAnswer: (text) => text.startsWith('* OK'), ending: 'x LOGOUT\r\n' },
  pop3: { question: null, isAnswer: (text) => text.startsWith('+OK'), ending: 'QUIT\r\n' },
  // A SEQUENCE, in which LDAP wraps each message: RFC 4511 section 4.1.1.
  ldap: { question: LDAP_SEARCH, isAnswer: (text) => text.startsWith('0'), ending: '' },
  https: { question: httpQuestion, isAnswer: isHttp, ending: '' },
  http: { question: httpQuestion, isAnswer: isHttp, ending: '' },
};

/** Resolves with what is wrong, or null; never rejects. */
export async function probePlace(place: ProbedPlace): Promise<ProbeResult | null> {
  const { promise, resolve } = Promise.withResolvers<ProbeResult | null>();
  const { question, isAnswer, ending } = DIALOGUES[place.protocol];
  const plain = connect('path' in place.endpoint ? place.endpoint : { ...place.endpoint, host: LOOPBACK });
  let socket: Socket = plain;
  let received = '';
  let isConnected = false;
  const fail = (code: ProbeResult['code'], cause = '') => resolve({ code, cause: cause.slice(0, MAX_CAUSE_LENGTH) });
  const timer = setTimeout(() => fail('no-answer'), TIMEOUT_MS);
  const listen = () => {
    if (question !== null) socket.write(question);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (isAnswer(received)) resolve(null);
      else if (/\r\n/.test(received) || received.length > MAX_ANSWER_BYTES) fail('wrong-answer', received.trim());
    });
    socket.on('end', () => fail('no-answer'));
  };
  plain.on('error', (error) => fail(isConnected ? 'no-answer' : 'refused', error.message));
  plain.once('connect', () => {
    isConnected = true;
    if (place.wantsProxyHeader) plain.write(PROXY_HEADER);
    if (!place.isImplicitTls) {
      listen();
      return;
    }
    // Whether the certificate is a good one is asked elsewhere: it need not name the loopback address.
    const secured = connectTls({ socket: plain, rejectUnauthorized: false });
    socket = secured;
    secured.on('error', (error) => fail('tls', error.message));
    secured.once('secureConnect', () => listen());
  });
  const closed = new Promise((done) => plain.once('close', done));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    if (ending !== '' && socket.writable) socket.end(ending);
    else socket.destroy();
    // Otherwise the next look would count this very connection. Whoever does not close his side is not waited for.
    const abort = setTimeout(() => plain.destroy(), CLOSE_WITHIN_MS);
    await closed;
    clearTimeout(abort);
  }
}
