import { peer } from '../../test/support/peers/peers.ts';
import { median, quantile } from '../harness/statistics.ts';
import { startWebBrowser, type WebBrowser, type WebVisit } from '../load/web-browser.ts';
import type { Metric, Reading, Scenario } from '../scenario.ts';
import { type DirectoryEndpoint, TargetUnavailable } from '../target.ts';

const ALIASES = 500;
const TABLE = '/msg/server/users';
const TABLE_SHOWN = 'main tr[data-open=true]';
/** The first screen of a browser that has never been there. */
const FORM = { path: '/msg', selector: 'input[name=username]' };
/** What people take for at once. */
const AT_ONCE_MS = 1_000;
const ANSWER_MS = 50;
/** Of the first screen, compressed. */
const FORM_KIB = 300;

/** Answers that screens wait for. */
const ANSWERS = [
  { id: 'users', title: 'table of users', path: '/api/v1/users?limit=100' },
  { id: 'found', title: 'users found by a part of the name', path: '/api/v1/users?limit=100&query=mar' },
  { id: 'aliases', title: 'table of aliases', path: '/api/v1/aliases?limit=100' },
  { id: 'everything', title: 'search of everything', path: '/api/v1/search?query=mar' },
] as const;

/** The pages in a browser, in an office of 5,000 (quick: 500) and 500 aliases. */
export const web: Scenario = {
  name: 'web',
  targets: ['mailroom'],
  metrics: [
    time('form', 'sign-in form, never been there'),
    time('table', 'table of users, nothing in the cache'),
    time('again', 'table of users, again'),
    { ...size('form-size', 'transferred for the sign-in form'), reach: { of: 'absolute', factor: FORM_KIB } },
    size('table-size', 'transferred for the table of users'),
    ...ANSWERS.flatMap(({ id, title }): Metric[] => [
      { id: `${id}-p50`, title: `${title}: p50`, unit: 'ms', better: 'lower' },
      {
        ...{ id: `${id}-p99`, title: `${title}: p99`, unit: 'ms', better: 'lower' },
        reach: { of: 'absolute', factor: ANSWER_MS },
      },
    ]),
  ],
  accounts: () => 0,
  directoryPeople: (quick) => (quick ? 500 : 5_000),
  async run({ endpoints, quick, progress }) {
    const { directory, webPort } = endpoints;
    if (directory === undefined || webPort === undefined) throw new Error('the target has no pages');
    const chromium = await peer('chromium');
    if (!chromium.available) throw new TargetUnavailable(chromium.reason);
    await using browser = await startWebBrowser(chromium.path, webPort);
    const rounds = quick ? 3 : 9;
    progress('aliases');
    await makeAliases(browser, directory);
    progress('screens');
    const screens = await measureScreens(browser, directory, rounds);
    progress('answers');
    return [...screens, ...(await measureAnswers(browser, directory, quick ? 50 : 300))];
  },
};

function time(id: string, title: string): Metric {
  return { id, title, unit: 'ms', better: 'lower', reach: { of: 'absolute', factor: AT_ONCE_MS } };
}

function size(id: string, title: string): Metric {
  return { id, title, unit: 'KiB', better: 'lower' };
}

async function signedIn(browser: WebBrowser, { administrator }: DirectoryEndpoint): Promise<WebVisit> {
  const visit = await browser.visit();
  await visit.signIn(administrator.userId, administrator.password);
  return visit;
}

async function makeAliases(browser: WebBrowser, directory: DirectoryEndpoint): Promise<void> {
  await using visit = await signedIn(browser, directory);
  const { mail, userId } = directory.administrator;
  const domain = mail.slice(mail.indexOf('@'));
  const bodies = Array.from({ length: ALIASES }, (_, index) => {
    const people = directory.people.slice(index, index + 5).map((person) => person.userId);
    return { mail: `alias${index}${domain}`, description: `Mail about ${index}`, owners: [userId], members: people };
  });
  const refused = await visit.page.evaluate<number>(`(async () => {
    const headers = { 'content-type': 'application/json', 'mailroom-request': 'browser' };
    let refused = 0;
    for (const body of ${JSON.stringify(bodies)}) {
      const answer = await fetch('/api/v1/aliases', { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) refused += 1;
    }
    return refused;
  })()`);
  if (refused > 0) throw new Error(`${refused} aliases were refused`);
}

/** The median of several visits, each of a browser that has nothing yet. */
async function measureScreens(
  browser: WebBrowser,
  directory: DirectoryEndpoint,
  rounds: number,
): Promise<readonly Reading[]> {
  const seen: Record<'form' | 'form-size' | 'table' | 'table-size' | 'again', number[]> = {
    ...{ form: [], 'form-size': [], table: [], 'table-size': [], again: [] },
  };
  for (let round = 0; round < rounds; round += 1) {
    await using stranger = await browser.visit();
    seen.form.push(await stranger.open(FORM.path, FORM.selector));
    seen['form-size'].push(stranger.transferredBytes() / 1024);
    await using visit = await signedIn(browser, directory);
    // What signing in has loaded is asked for once more.
    await visit.page
      .context()
      .newCDPSession(visit.page)
      .then((session) => session.send('Network.clearBrowserCache'));
    visit.transferredBytes();
    seen.table.push(await visit.open(TABLE, TABLE_SHOWN));
    seen['table-size'].push(visit.transferredBytes() / 1024);
    seen.again.push(await visit.open(TABLE, TABLE_SHOWN));
  }
  return Object.entries(seen).map(([metric, values]) => ({ metric, value: median(values) }));
}

async function measureAnswers(
  browser: WebBrowser,
  directory: DirectoryEndpoint,
  count: number,
): Promise<readonly Reading[]> {
  await using visit = await signedIn(browser, directory);
  const readings: Reading[] = [];
  for (const { id, path } of ANSWERS) {
    const times = await visit.page.evaluate<number[]>(`(async () => {
      const times = [];
      for (let round = 0; round < ${count}; round += 1) {
        const startedMs = performance.now();
        const answer = await fetch('${path}', { headers: { 'mailroom-request': 'browser' }, cache: 'no-store' });
        if (!answer.ok) throw new Error('${path}: ' + answer.status);
        await answer.json();
        times.push(performance.now() - startedMs);
      }
      return times;
    })()`);
    readings.push({ metric: `${id}-p50`, value: median(times) }, { metric: `${id}-p99`, value: quantile(times, 0.99) });
  }
  return readings;
}
