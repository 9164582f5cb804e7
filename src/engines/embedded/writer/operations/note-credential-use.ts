import type { Handler } from '../context.ts';

/** Nobody is told: what the credential proves is the same as before. */
export const noteCredentialUse: Handler<'note-credential-use'> = ({ database }, { credential, atMs, address }) => {
  database.run(NOTE, atMs, address, credential);
  return null;
};

const NOTE = 'UPDATE credential SET last_used_at_ms = ?, last_used_from = ? WHERE id = ?';
