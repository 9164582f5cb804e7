import { emailNumberOf } from '../email-id.ts';
import { HOLDER_KINDS, HOLDERS, type HolderKind } from '../holders.ts';
import type { Database } from '../index/database.ts';
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

type ContentRow = [id: number, hash: string, ...counts: number[]];

/** The tables whose rows hold a content, by kind of holder. */
const TABLES: Readonly<Record<HolderKind, string>> = {
  emails: 'email',
  queued: 'queue_message',
  quarantined: 'quarantine',
};

function miscountedContents({ database }: CheckContext): Promise<[number, string, string][]> {
  return inSnapshot(database, async () => {
    // Row numbers of contents are dense: a number of each kind for each, whatever the size of the store.
    const highest = database.value<number | null>('SELECT max(id) FROM content') ?? 0;
    const recounts: Uint32Array[] = [];
    for (const kind of HOLDER_KINDS) recounts.push(await recount(database, TABLES[kind], highest));

    const wrong: [number, string, string][] = [];
    const readContents = (last: ContentRow | null) => database.rows<ContentRow>(CONTENTS, last?.[0] ?? 0);
    for await (const [id, hash, ...kept] of slices<ContentRow>(readContents)) {
      const found = recounts.map((counts) => counts[id] ?? 0);
      if (kept.every((count, index) => count === found[index])) continue;
      wrong.push([id, hash, `counts ${describeHolders(kept)}, has ${describeHolders(found)}`]);
    }
    return wrong;
  });
}

/** How many rows of a table hold each content. */
async function recount(database: Database, table: string, highest: number): Promise<Uint32Array> {
  const counts = new Uint32Array(highest + 1);
  const sql = `SELECT id, content FROM ${table} WHERE id > ? ORDER BY id LIMIT 2000`;
  const read = (last: [number, number] | null) => database.rows<[number, number]>(sql, last?.[0] ?? 0);
  for await (const [, content] of slices<[number, number]>(read)) counts[content] = (counts[content] ?? 0) + 1;
  await pause();
  return counts;
}

function describeHolders(counts: readonly number[]): string {
  return HOLDER_KINDS.map((kind, index) => `${counts[index] ?? 0} ${kind}`).join(', ');
}

const CONTENTS = `
  SELECT id, lower(hex(hash)), ${HOLDER_KINDS.join(', ')} FROM content WHERE id > ? ORDER BY id LIMIT 2000`;
const RESET_EMAIL = `
  UPDATE email SET entries = (SELECT count(*) FROM entry WHERE entry.email = email.id),
    tombstones = (SELECT count(*) FROM tombstone WHERE tombstone.email = email.id)
  WHERE id = ?`;
const RESET_CONTENT = `
  UPDATE content SET
    ${HOLDER_KINDS.map((kind) => `${kind} = (SELECT count(*) FROM ${TABLES[kind]} AS holder WHERE holder.content = content.id)`).join(', ')}
  WHERE id = ?`;
const RESET_UNREFERENCED = `
  UPDATE content SET unreferenced_since_ms = CASE WHEN ${HOLDERS} = 0 THEN coalesce(unreferenced_since_ms, ?) END
  WHERE id = ?`;
