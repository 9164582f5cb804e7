import type { Handler } from '../context.ts';
import { insertDkimKey } from '../dkim-keys.ts';
import { requireDomain } from '../users.ts';

export const addDkimKey: Handler<'add-dkim-key'> = (context, { domain, key }) => {
  requireDomain(context, domain);
  const id = insertDkimKey(context, domain, key);
  context.changes.push({ kind: 'dkim-keys-changed', domain });
  return { key: id };
};
