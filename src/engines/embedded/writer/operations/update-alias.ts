import { Failure } from '../../../../base/failure.ts';
import { foldName } from '../../../../base/name.ts';
import type { DomainId } from '../../../../domain/ports/ids.ts';
import { setAddress } from '../addresses.ts';
import { aliasSearchText, setMembers, setOwners } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { requireVersion, touchAlias } from '../versions.ts';

type Row = [version: number, domain: DomainId, localPart: string, description: string, isPostmaster: 0 | 1];

/** The postmaster alias keeps its name: RFC 5321 section 4.5.1 */
export const updateAlias: Handler<'update-alias'> = (context, operation) => {
  const { alias, expectVersion, localPart, description, membership, owners, members } = operation;
  const { database } = context;
  const row = database.row<Row>(READ, alias);
  if (row === undefined) throw new Failure('not-found', 'no such alias', { detail: { alias } });
  const [version, domain, oldLocalPart, oldDescription, isPostmaster] = row;
  requireVersion('alias', version, expectVersion);

  if (localPart !== undefined && localPart !== oldLocalPart) {
    if (isPostmaster === 1 && foldName(localPart) !== foldName(oldLocalPart)) {
      throw new Failure('invalid', 'the postmaster alias of a domain cannot be renamed');
    }
    setAddress(context, domain, localPart, { alias });
    database.run('UPDATE alias SET local_part = ?, local_key = ? WHERE id = ?', localPart, foldName(localPart), alias);
  }
  if (description !== undefined) database.run('UPDATE alias SET description = ? WHERE id = ?', description, alias);
  const text = aliasSearchText(localPart ?? oldLocalPart, description ?? oldDescription);
  database.run('UPDATE alias SET search_text = ? WHERE id = ?', text, alias);
  if (membership !== undefined) database.run('UPDATE alias SET membership = ? WHERE id = ?', membership, alias);
  if (owners !== undefined) setOwners(context, alias, owners);
  if (members !== undefined) setMembers(context, alias, members);
  touchAlias(context, alias);
  return null;
};

const READ = 'SELECT version, domain, local_part, description, is_postmaster FROM alias WHERE id = ?';
