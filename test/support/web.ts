/** The web server as a browser sees it, without one: requests whose headers can be anything, trusting the server's own authority. */
import { readFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { Agent, request as requestSecure } from 'node:https';
import { TEST_HOSTNAME, TEST_PASSWORD, type TestServer } from './server.ts';

export interface WebRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is when it is a string, else as JSON. */
  readonly body?: unknown;
  /** To the port without TLS. */
  readonly isPlain?: boolean;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  json<T = Record<string, unknown>>(): T;
}

export interface Web {
  request(request: WebRequest): Promise<WebAnswer>;
  get(path: string, headers?: WebRequest['headers']): Promise<WebAnswer>;
}

/** A browser that has signed in. */
export interface Browser {
  /** `__Host-mailroom=…`; changes when the server sets another one. */
  cookie: string;
  /** Of the management API, below /api/v1, as our pages send it. */
  call(method: string, path: string, body?: unknown, headers?: WebRequest['headers']): Promise<WebAnswer>;
}

export const BROWSER_MARK = { 'mailroom-request': 'browser' } as const;

type Server = Pick<TestServer, 'ports' | 'authorityFile'>;

export function openWeb({ ports, authorityFile }: Server): Web {
  const agent = new Agent({ ca: readFileSync(authorityFile), servername: TEST_HOSTNAME });
  const request = ({ method = 'GET', path, headers = {}, body, isPlain = false }: WebRequest): Promise<WebAnswer> => {
    const port = isPlain ? ports.http : ports.https;
    const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const type = bytes === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) };
    const all = { host: `${TEST_HOSTNAME}:${port}`, connection: 'close', ...type, ...headers };
    const options = { host: '127.0.0.1', port, method, path, headers: all };
    return new Promise((resolve, reject) => {
      const sent = isPlain ? requestPlain(options) : requestSecure({ ...options, agent });
      sent.once('error', reject).once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
        response.once('end', () => {
          const received = Buffer.concat(chunks);
          const text = received.toString('utf8');
          resolve({
            ...{ status: response.statusCode ?? 0, headers: response.headers, text, bytes: received },
            json: <T>() => JSON.parse(text) as T,
          });
        });
      });
      sent.end(bytes);
    });
  };
  return { request, get: (path, headers = {}) => request({ path, headers }) };
}

/** The session that an answer has set. Null where it has set none. */
export function cookieOf({ headers }: WebAnswer): string | null {
  const [cookie] = headers['set-cookie'] ?? [];
  return cookie?.split(';', 1)[0] ?? null;
}

/** Throws where it is asked for more than the password. */
export async function signInBrowser(web: Web, login: string, password = TEST_PASSWORD): Promise<Browser> {
  const body = { login, password, client: 'Firefox' };
  const answer = await web.request({ method: 'POST', path: '/api/v1/sign-in', headers: BROWSER_MARK, body });
  const cookie = cookieOf(answer);
  if (answer.status !== 200 || cookie === null) throw new Error(`${answer.status} ${answer.text}`);
  return browserWith(web, cookie);
}

export function browserWith(web: Web, cookie: string): Browser {
  const browser: Browser = {
    cookie,
    async call(method, path, body, headers = {}) {
      const answer = await web.request({
        ...{ method, path: `/api/v1${path}`, body },
        headers: { ...BROWSER_MARK, cookie: browser.cookie, ...headers },
      });
      browser.cookie = cookieOf(answer) ?? browser.cookie;
      return answer;
    },
  };
  return browser;
}
