/** A browser on the pages of a server: what somebody in front of it waits for. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The name that is in the certificate, and that the server knows itself by. */
const HOST = 'mail.example.test';

export interface WebBrowser extends AsyncDisposable {
  /** With an empty cache, and signed in nowhere. */
  visit(): Promise<WebVisit>;
}

export interface WebVisit extends AsyncDisposable {
  readonly page: Page;
  /** Milliseconds from asking for the address until the element can be seen. */
  open(path: string, selector: string): Promise<number>;
  signIn(userId: string, password: string): Promise<void>;
  /** Compressed, with headers, since the last call. */
  transferredBytes(): number;
}

export async function startWebBrowser(executablePath: string, port: number): Promise<WebBrowser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    executablePath,
    args: [...asRoot, `--host-resolver-rules=MAP ${HOST} 127.0.0.1`, '--disable-gpu'],
  });
  return {
    visit: () => startVisit(browser, port),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function startVisit(browser: Browser, port: number): Promise<WebVisit> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' });
  const page = await context.newPage();
  const transferred = await countTransferred(context, page);
  const open = async (path: string, selector: string) => {
    const startedMs = performance.now();
    await page.goto(`https://${HOST}:${port}${path}`, { waitUntil: 'commit' });
    await page.locator(selector).first().waitFor();
    return performance.now() - startedMs;
  };
  return {
    page,
    open,
    transferredBytes: transferred,
    async signIn(userId, password) {
      await open('/msg', 'input[name=username]');
      await page.locator('input[name=username]').fill(userId);
      await page.locator('input[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.locator('#screen').waitFor();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function countTransferred(context: BrowserContext, page: Page): Promise<() => number> {
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  return () => {
    const counted = bytes;
    bytes = 0;
    return counted;
  };
}
