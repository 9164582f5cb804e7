import { Failure } from '../../../../base/failure.ts';
import { foldName } from '../../../../base/name.ts';
import type { DomainId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';
import { addMembers, groupSearchText, requireFreeGroupName } from '../groups.ts';
import { requireVersion, touchGroup } from '../versions.ts';

type Row = [version: number, domain: DomainId, name: string, description: string, rank: number, policy: string];

export const updateGroup: Handler<'update-group'> = (context, operation) => {
  const { group, expectVersion, accountPolicy } = operation;
  const { database } = context;
  const row = database.row<Row>(READ, group);
  if (row === undefined) throw new Failure('not-found', 'no such group', { detail: { group } });
  const [version, domain, oldName, oldDescription, oldRank, oldPolicy] = row;
  requireVersion('group', version, expectVersion);

  const { name = oldName, description = oldDescription, rank = oldRank } = operation;
  requireFreeGroupName(context, domain, name, group);
  const policy = accountPolicy === undefined ? oldPolicy : JSON.stringify(accountPolicy);
  database.run(SAVE, foldName(name), name, description, rank, policy, groupSearchText(name, description), group);
  for (const account of operation.removeMembers ?? []) database.run(REMOVE_MEMBER, group, account);
  addMembers(context, group, operation.addMembers ?? []);
  touchGroup(context, group);
  return null;
};

const READ = 'SELECT version, domain, name, description, rank, account_policy FROM user_group WHERE id = ?';
const SAVE = `
  UPDATE user_group SET name_key = ?, name = ?, description = ?, rank = ?, account_policy = ?, search_text = ?
  WHERE id = ?`;
const REMOVE_MEMBER = 'DELETE FROM group_member WHERE user_group = ? AND account = ?';
