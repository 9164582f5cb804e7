/** No positive reply for what is not on stable storage: MI3. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Failure, type FailureCode } from '../../../src/base/failure.ts';
import type { Store } from '../../../src/domain/ports/store.ts';
import { connectClient, type Office, openOffice, withoutQueueId } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let mx: TestListener;
let lmtp: TestListener;

/** What goes wrong next, and where. */
let failing: { readonly at: 'begin' | 'write' | 'apply' | 'refuse' | 'bug'; readonly code: FailureCode } | null = null;

beforeAll(async () => {
  office = await openOffice({ wrap: withFailures });
  mx = await office.listen('mx');
  lmtp = await office.listen('lmtp');
});
beforeEach(() => {
  failing = null;
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await lmtp[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

function withFailures(store: Store): Store {
  const fail = (at: string) => {
    if (failing?.at === at) throw new Failure(failing.code, 'on demand');
  };
  const apply = async (operations: readonly []) => {
    fail('apply');
    if (failing?.at === 'bug') throw new TypeError('on demand');
    if (failing?.at === 'refuse') return [{ ok: false, failure: new Failure(failing.code, 'on demand') }];
    return store.apply(operations);
  };
  const contents: Store['contents'] = {
    receive: (expectedBytes) => {
      const receiver = store.contents.receive(expectedBytes);
      let writes = 0;
      return {
        get sizeBytes() {
          return receiver.sizeBytes;
        },
        write: (chunk) => {
          fail(writes++ === 0 ? 'begin' : 'write');
          return receiver.write(chunk);
        },
        finish: () => receiver.finish(),
        [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
      };
    },
    scratch: (expectedBytes) => store.contents.scratch(expectedBytes),
    read: (...args) => store.contents.read(...args),
    stream: (...args) => store.contents.stream(...args),
  };
  return {
    apply: apply as unknown as Store['apply'],
    reader: (atLeast) => store.reader(atLeast),
    contents,
    feed: store.feed,
    maintenance: store.maintenance,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

test('a full disk is told of before the body', async () => {
  using client = await connectClient(mx);
  await client.ask('MAIL FROM:<a@example.org>');
  await client.ask('RCPT TO:<bob@example.test>');
  failing = { at: 'begin', code: 'no-space' };
  expect(await client.ask('DATA')).toBe('452 4.3.1 Disk space is short');
  client.send('BDAT 4 LAST\r\nabcd');
  expect(await client.reply()).toMatch(/^452 4\.3\.1 Disk space is short \([A-Z0-9]{12}\)$/);
  failing = null;
  expect(await client.deliver('Subject: later\r\n', ['bob@example.test'])).toMatch(/^250 /);
});

test.each([
  ['write', 'no-space', '452 4.3.1 Disk space is short'],
  ['write', 'unavailable', '451 4.3.0 Temporarily not possible'],
  ['apply', 'unavailable', '451 4.3.0 Temporarily not possible'],
  ['refuse', 'no-space', '452 4.3.1 Disk space is short'],
  ['bug', 'unavailable', '451 4.3.0 Internal error'],
] as const)('%s fails with %s', async (at, code, expected) => {
  const count = (await office.messages('bob')).length;
  using client = await connectClient(mx);
  failing = { at, code };
  expect(withoutQueueId(await client.deliver('Subject: x\r\n', ['bob@example.test']))).toBe(expected);
  expect(await client.ask('MAIL FROM:<a@example.org>')).toBe('250 2.1.0 Ok');
  await client.ask('RCPT TO:<bob@example.test>');
  client.send('BDAT 6 LAST\r\na: b\r\n');
  expect(withoutQueueId(await client.reply())).toBe(expected);
  using other = await connectClient(lmtp, 'LHLO client.example.org');
  expect(withoutQueueId(await other.deliver('Subject: x\r\n', ['bob@example.test', 'alice@example.test']))).toBe(
    expected,
  );
  expect(withoutQueueId(await other.reply())).toBe(expected);
  failing = null;
  expect(await client.deliver('Subject: again\r\n', ['bob@example.test'])).toMatch(/^250 /);
  expect(await office.messages('bob')).toHaveLength(count + 1);
});
