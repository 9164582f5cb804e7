/** Ways to answer. One of them is called, once, for an exchange; HEAD is answered like GET, without the body. */
import { hasUnreadBody } from './body.ts';
import { drained } from './drained.ts';
import { escapeHtml } from './escape-html.ts';
import type { Exchange } from './exchange.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** What is handed to a connection at once: who reads slowly holds no more than that. */
const SLICE_BYTES = 64 * 1024;

export interface Content {
  /** With its character set, for texts. */
  readonly type: string;
  readonly bytes: Uint8Array | string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Resolves when the client has it all, or is gone. */
export async function sendBytes(
  exchange: Pick<Exchange, 'request' | 'response'>,
  { type, bytes, status = 200, headers = {} }: Content,
): Promise<void> {
  const { request, response } = exchange;
  const body = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  // What is left of a body that nobody wanted is not read: the connection ends with the answer.
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-type': type, 'content-length': body.byteLength, ...headers });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  for (let at = 0; at < body.byteLength; at += SLICE_BYTES) {
    response.write(body.subarray(at, at + SLICE_BYTES));
    if (!(await drained(response))) return;
  }
  response.end();
}

/** With the policy that goes with `exchange.nonce`. */
export function sendHtml(exchange: Exchange, html: string, status = 200): Promise<void> {
  return sendBytes(exchange, {
    type: 'text/html; charset=utf-8',
    bytes: html,
    status,
    headers: {
      'content-security-policy': contentSecurityPolicy(exchange.nonce),
      'content-language': exchange.language,
    },
  });
}

/** @param location within this site it begins with `/` and what is written there is ours. */
export function redirect(
  exchange: Exchange,
  location: string,
  status: 301 | 302 | 303 | 307 | 308 = 302,
): Promise<void> {
  return sendBytes(exchange, { type: 'text/plain; charset=utf-8', bytes: '', status, headers: { location } });
}

export interface Page {
  readonly title: string;
  /** Texts, not markup. */
  readonly paragraphs: readonly string[];
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly status?: number;
}

const STYLE = `:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{max-width:36rem;margin:15vh auto 4rem;padding:0 1.25rem}h1{font-size:1.6rem;line-height:1.25}a{color:LinkText}`;

/** A small page that needs nothing besides itself. */
export function sendPage(exchange: Exchange, { title, paragraphs, links = [], status = 200 }: Page): Promise<void> {
  const { nonce, language } = exchange;
  const texts = paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`);
  const items = links.map(({ href, text }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`);
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} · Mailroom</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${texts.join('\n')}${items.length === 0 ? '' : `<ul>${items.join('\n')}</ul>`}</main></body>
</html>
`;
  return sendHtml(exchange, html, status);
}
