import { emailNumberOf } from '../email-id.ts';
import { type Check, slices } from './check.ts';

/** Every email has its content. Without it the bytes are lost: only a backup can mend that. */
export const emailWithoutContent: Check = {
  kind: 'email-without-content',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [email, content, isThere] of slices<Row>(read)) {
      if (isThere === 1) continue;
      const subject = `email ${emailNumberOf(email)} of account ${Math.floor(email / 2 ** 32)}`;
      yield { subject, message: `its content ${content} is not there`, key: [email] };
    }
  },

  repair: () => false,
};

type Row = [email: number, content: number, isThere: 0 | 1];

const READ = `
  SELECT id, content, EXISTS (SELECT 1 FROM content WHERE content.id = email.content) FROM email
  WHERE id > ? ORDER BY id LIMIT 2000`;
