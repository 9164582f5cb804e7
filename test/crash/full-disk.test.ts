/** A disk that runs full: mail is refused for a while, the rest goes on, and nothing is lost. SECURITY section 1, point 5 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type TestContext, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { DELIVERY_USERS, Deliveries } from './support/deliveries.ts';
import { ImapClient } from './support/imap-client.ts';
import { crashPlan } from './support/plan.ts';
import { isRunning } from './support/processes.ts';
import { seededRandom } from './support/random.ts';
import { SmallDisk } from './support/small-disk.ts';
import type { FinalReply } from './support/smtp-client.ts';

const DISK_BYTES = 320 * 1024 * 1024;
/** Below the reserve of the store, which is 200 MB. */
const SHORT_BYTES = 150 * 1024 * 1024;
const MESSAGE_BYTES = 4_000;
const RETRY_MS = 100;
const [USER = ''] = DELIVERY_USERS;

const plan = crashPlan();

test('on a full disk mail is refused and the rest goes on', { timeout: 180_000 }, async (context) => {
  await using disk = await mountSmallDisk(context);
  const dataDir = join(disk.mountPoint, 'data');
  await using server = await CrashServer.start({ dataDir, portOffset: await freeOffset() });
  const deliveries = new Deliveries(server, seededRandom(plan.seed));
  await deliveries.prepare();
  const { serverPid } = server;
  await untilReply(deliveries, ACCEPTED);
  await inInbox(server, async (client) => void (await client.run('APPEND INBOX ', 'Subject: to be deleted\r\n\r\n')));

  await disk.fill(SHORT_BYTES);
  await untilReply(deliveries, REFUSED_EARLY);
  await inInbox(server, async (client) => {
    expect(await countMessages(client)).toBe(deliveries.keptCount + 1);
    expect((await client.ask('APPEND INBOX ', 'Subject: no room\r\n\r\n')).result).toMatch(/^NO \[UNAVAILABLE\]/);
    await client.run('STORE 2 +FLAGS (\\Deleted)');
    await client.run('EXPUNGE');
    expect(await countMessages(client)).toBe(deliveries.keptCount);
  });

  await disk.fill(0);
  await untilReply(deliveries, REFUSED_EARLY);
  await inInbox(server, async (client) => expect(await countMessages(client)).toBe(deliveries.keptCount));

  await disk.makeSpace();
  await untilReply(deliveries, ACCEPTED);
  expect(await deliveries.findFaults()).toEqual([]);
  expect(isRunning(serverPid), 'the same process all the time').toBe(true);
});

type Wanted = (last: FinalReply) => boolean;

const ACCEPTED: Wanted = ({ reply }) => reply.startsWith('250 ');
/** Before the client has sent the message. */
const REFUSED_EARLY: Wanted = ({ reply, isAfterBody }) => reply.startsWith('452 4.3.1 ') && !isAfterBody;

/** The server looks at the disk now and then: tries until it has seen how it is. */
async function untilReply(deliveries: Deliveries, isWanted: Wanted): Promise<void> {
  for (;;) {
    const last = await deliveries.deliver(MESSAGE_BYTES);
    if (last === null) throw new Error('the server closed the connection');
    expect(last.reply).toMatch(/^(250|452) /);
    if (isWanted(last)) return;
    await sleep(RETRY_MS);
  }
}

async function inInbox(server: CrashServer, work: (client: ImapClient) => Promise<void>): Promise<void> {
  using client = await ImapClient.signIn(server.ports.imap, USER);
  await client.run('SELECT INBOX');
  await work(client);
}

/** Of those that can be read to their last octet. */
async function countMessages(client: ImapClient): Promise<number> {
  return (await client.run('UID FETCH 1:* BODY.PEEK[]')).untagged.filter(({ literals }) => literals.length > 0).length;
}

async function mountSmallDisk(context: TestContext): Promise<SmallDisk> {
  try {
    return await SmallDisk.mount(DISK_BYTES);
  } catch (error) {
    return context.skip(`no small disk without root: ${error instanceof Error ? error.message : String(error)}`);
  }
}
