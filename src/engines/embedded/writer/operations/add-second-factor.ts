import { Failure } from '../../../../base/failure.ts';
import type { SecondFactorId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';
import { requireAccount } from '../entries.ts';

export const addSecondFactor: Handler<'add-second-factor'> = (context, { account, factor }) => {
  requireAccount(context, account);
  const { database, changes } = context;
  const { kind, label, secret, counter, confirmedAtMs, createdAtMs } = factor;
  if (database.value(FIND, account, kind, label) !== undefined) {
    throw new Failure('already-exists', 'there is a second factor of that name', { detail: { field: 'label', label } });
  }
  const sealed = Buffer.from(secret, 'base64');
  const id = database.insert(INSERT, account, kind, label, sealed, counter, confirmedAtMs, createdAtMs);
  changes.push({ kind: 'second-factors-changed', account });
  return { factor: id as SecondFactorId };
};

const FIND = 'SELECT 1 FROM second_factor WHERE account = ? AND kind = ? AND label = ?';
const INSERT = `
  INSERT INTO second_factor (account, kind, label, secret, counter, confirmed_at_ms, created_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
