import { foldName } from '../../../../base/name.ts';
import type { GroupId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';
import { addMembers, groupSearchText, requireFreeGroupName } from '../groups.ts';
import { requireDomain } from '../users.ts';

export const createGroup: Handler<'create-group'> = (context, operation) => {
  const { domain, name, description, rank, accountPolicy, members } = operation;
  const { database, changes, nowMs } = context;
  requireDomain(context, domain);
  requireFreeGroupName(context, domain, name, null);
  const values = [domain, foldName(name), name, description, rank, JSON.stringify(accountPolicy), nowMs, nowMs];
  const group = database.insert(INSERT, ...values, groupSearchText(name, description)) as GroupId;
  addMembers(context, group, members);
  changes.push({ kind: 'group-changed', group });
  return { group };
};

const INSERT = `
  INSERT INTO user_group (domain, name_key, name, description, rank, account_policy, created_at_ms,
    changed_at_ms, version, search_text)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`;
