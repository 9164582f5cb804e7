import { emailNumberOf } from '../email-id.ts';
import { type Check, type CheckContext, inSnapshot, pause, slices } from './check.ts';
import { miscountedEmails } from './count-holders.ts';

/** Every holder of a content or an email is counted: a content that counts too few would be removed too early. */
export const contentReferences: Check = {
  kind: 'content-references',

  async *find(context) {
    for (const [content, hash, message] of await miscountedContents(context)) {
      yield { subject: `content ${hash}`, message, key: ['content', content] };
    }
    for await (const { email, entries, tombstones } of miscountedEmails(context)) {
      // In no mailbox at all: email-without-entry.
      if (entries[1] + tombstones[1] === 0) continue;
      const subject = `email ${emailNumberOf(email)} of account ${Math.floor(email / 2 ** 32)}`;
      const message = `counts ${entries[0]} entries and ${tombstones[0]} tombstones, has ${entries[1]} and ${tombstones[1]}`;
      yield { subject, message, key: ['email', email] };
    }
  },

  repair({ database, nowMs }, [kind, id = 0]) {
    if (kind === 'email') {
      database.run(RESET_EMAIL, id);
      return true;
    }
    database.run(RESET_CONTENT, id);
    database.run(RESET_UNREFERENCED, nowMs, id);
    return true;
  },
};

type ContentRow = [id: number, hash: string, emails: number, queued: number];

function miscountedContents({ database }: CheckContext): Promise<[number, string, string][]> {
  return inSnapshot(database, async () => {
    // Row numbers of contents are dense: two numbers for each, whatever the size of the store.
    const highest = database.value<number | null>('SELECT max(id) FROM content') ?? 0;
    const emails = new Uint32Array(highest + 1);
    const queued = new Uint32Array(highest + 1);
    const readEmails = (last: [number, number] | null) => database.rows<[number, number]>(EMAILS, last?.[0] ?? 0);
    for await (const [, content] of slices<[number, number]>(readEmails)) emails[content] = (emails[content] ?? 0) + 1;
    await pause();
    const readQueue = (last: [number, number] | null) => database.rows<[number, number]>(QUEUE, last?.[0] ?? 0);
    for await (const [, content] of slices<[number, number]>(readQueue)) queued[content] = (queued[content] ?? 0) + 1;

    const wrong: [number, string, string][] = [];
    const readContents = (last: ContentRow | null) => database.rows<ContentRow>(CONTENTS, last?.[0] ?? 0);
    for await (const [id, hash, keptEmails, keptQueued] of slices<ContentRow>(readContents)) {
      if (keptEmails === emails[id] && keptQueued === queued[id]) continue;
      const message = `counts ${keptEmails} emails and ${keptQueued} queue items, has ${emails[id]} and ${queued[id]}`;
      wrong.push([id, hash, message]);
    }
    return wrong;
  });
}

const EMAILS = 'SELECT id, content FROM email WHERE id > ? ORDER BY id LIMIT 2000';
const QUEUE = 'SELECT id, content FROM queue WHERE id > ? ORDER BY id LIMIT 2000';
const CONTENTS = 'SELECT id, lower(hex(hash)), emails, queued FROM content WHERE id > ? ORDER BY id LIMIT 2000';
const RESET_EMAIL = `
  UPDATE email SET entries = (SELECT count(*) FROM entry WHERE entry.email = email.id),
    tombstones = (SELECT count(*) FROM tombstone WHERE tombstone.email = email.id)
  WHERE id = ?`;
const RESET_CONTENT = `
  UPDATE content SET emails = (SELECT count(*) FROM email WHERE email.content = content.id),
    queued = (SELECT count(*) FROM queue WHERE queue.content = content.id)
  WHERE id = ?`;
const RESET_UNREFERENCED = `
  UPDATE content SET unreferenced_since_ms = CASE WHEN emails + queued = 0 THEN coalesce(unreferenced_since_ms, ?) END
  WHERE id = ?`;
