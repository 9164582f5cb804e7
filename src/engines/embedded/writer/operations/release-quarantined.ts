import { Failure } from '../../../../base/failure.ts';
import { holdContent } from '../../holders.ts';
import { splitThreadKeys } from '../content-filer.ts';
import type { Handler } from '../context.ts';
import { fileDelivery } from '../file-delivery.ts';
import { removeQuarantined } from '../remove-quarantined.ts';

/** New holders come before the old one goes: the content is never without any. */
export const releaseQuarantined: Handler<'release-quarantined'> = (context, operation) => {
  const { database, changes } = context;
  const row = database.row<[content: number, sizeBytes: number, threadKeys: string]>(FIND, operation.quarantined);
  if (row === undefined) {
    throw new Failure('not-found', 'no such message in quarantine', { detail: { id: operation.quarantined } });
  }
  context.requireSpace();
  const [id, sizeBytes, threadKeys] = row;
  const result = fileDelivery(context, operation, (holders) => {
    holdContent(database, id, holders);
    return { id, sizeBytes, threadKeys: splitThreadKeys(threadKeys) };
  });
  removeQuarantined(context, operation.quarantined);
  changes.push({ kind: 'quarantine-changed' });
  return result;
};

const FIND = `
  SELECT quarantine.content, content.size_bytes, digest.thread_keys FROM quarantine
  JOIN content ON content.id = quarantine.content JOIN digest ON digest.content = quarantine.content
  WHERE quarantine.id = ?`;
