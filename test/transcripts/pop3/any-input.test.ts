import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPop3Office, PASSWORD, type Pop3Office } from '../../support/pop3-office.ts';
import { RawClient } from '../../support/raw-client.ts';

let office: Pop3Office;
beforeAll(async () => {
  office = await openPop3Office();
});
afterEach(() => office.empty());
afterAll(() => office[Symbol.asyncDispose]());

const number = fc.constantFrom('', ' 0', ' 1', ' 2', ' 3', ' 99999999999', ' -1', ' x', ' 1 1', '  2 ');
const keyword = fc.constantFrom(...'CAPA NOOP STAT LIST UIDL RETR TOP DELE RSET USER PASS AUTH UTF8 LAST'.split(' '));
const command = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(keyword, number).map(([word, argument]) => `${word}${argument}\r\n`) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('RETR', 'TOP', 'DELE', 'UIDL'), number).map((p) => `${p.join('')}\n`),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: fc.constantFrom('\0', '\xff', ' ', 'A', '\r', '+', '.'), maxLength: 9 })
      .map((t) => `${t}\r\n`),
  },
);

test.each([
  ['before signing in', ''],
  ['after signing in', `USER alice\r\nPASS ${PASSWORD}\r\n`],
])('whatever is said %s, each answer is one of POP3', async (_, begin) => {
  await office.file('Subject: one\r\n\r\n.dot\r\n', 'Subject: zwö\r\n\r\nno end');
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), async (commands, size) => {
      using client = await RawClient.open(office.port);
      const input = `${begin}${commands.join('')}`;
      for (let at = 0; at < input.length; at += size) client.send(input.slice(at, at + size));
      client.end();
      const said = await client.rest();
      expect(said.endsWith('\r\n')).toBe(true);
      for (const line of firstLines(said)) expect(line).toMatch(/^(\+OK |-ERR |\+ )/);
    }),
    { seed: 1939, numRuns: 150 },
  );
  // Nobody said QUIT: nothing may be gone.
  expect((await office.alice.get('INBOX')).messageCount).toBe(2);
});

/** The answers without what follows the first line of those that have several. */
function firstLines(said: string): string[] {
  const first: string[] = [];
  let isWithin = false;
  for (const line of said.split('\r\n').slice(0, -1)) {
    if (!isWithin) first.push(line);
    isWithin = isWithin ? line !== '.' : /^\+OK (.* follows?|\d+ octets|\d+ messages .*)$/.test(line);
  }
  return first;
}
