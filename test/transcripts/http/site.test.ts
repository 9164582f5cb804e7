/** The web site: what stands where, and what every answer says of itself. SECURITY "Web" */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InProcessServer, startTestServer, TEST_HOSTNAME } from '../../support/server.ts';
import { openWeb, type Web } from '../../support/web.ts';

let server: InProcessServer;
let web: Web;

beforeAll(async () => {
  server = await startTestServer();
  web = openWeb(server);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('without TLS', () => {
  test('everything leads to the same with TLS, at the port that belongs to it', async () => {
    const answer = await web.request({ path: '/msg/users?query=a%20b', isPlain: true });
    expect(answer).toMatchObject({
      status: 308,
      headers: { location: `https://${TEST_HOSTNAME}:${server.ports.https}/msg/users?query=a%20b` },
    });
  });

  test('who came through the usual port is led to the usual port', async () => {
    const { headers } = await web.request({ path: '/', isPlain: true, headers: { host: 'Mail.Example.Org' } });
    expect(headers.location).toBe('https://mail.example.org/');
  });
});

describe('pages', () => {
  test('the first page is the applications’', async () => {
    expect(await web.get('/')).toMatchObject({ status: 302, headers: { location: '/msg' } });
  });

  test('what does not exist is told in the browser’s language, and nothing of the request is repeated', async () => {
    const answer = await web.get('/nothing%3Cscript%3E', { 'accept-language': 'xx, de-AT;q=0.9, en;q=0.5' });
    expect(answer).toMatchObject({ status: 404, headers: { 'content-language': 'de' } });
    expect(answer.text).toContain('Seite nicht gefunden');
    expect(answer.text).not.toMatch(/nothing|script>/);
  });
});
