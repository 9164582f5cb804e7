import type { Handler } from '../context.ts';
import { removeQuarantined } from '../remove-quarantined.ts';

export const deleteQuarantined: Handler<'delete-quarantined'> = (context, { quarantined }) => {
  const deleted = quarantined.filter((id) => removeQuarantined(context, id));
  if (deleted.length > 0) context.changes.push({ kind: 'quarantine-changed' });
  return { deleted };
};
