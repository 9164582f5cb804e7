import { sortKey } from '../../../base/sort-key.ts';
import type { Alias } from '../../ports/directory.ts';
import type { AliasId } from '../../ports/ids.ts';
import { aliasMail } from '../alias-members.ts';
import { byNumber, byTexts, type Order, SortedRows } from './sorted-rows.ts';
import { searchText } from './words.ts';

export interface AliasRow {
  readonly alias: Alias;
  readonly mail: string;
  /** What words are looked for in: address, description, members that are not of the directory. */
  readonly text: string;
  readonly mailKey: string;
  readonly descriptionKey: string;
}

/** The orders that follow from the aliases alone. */
export type AliasOrder = 'mail' | 'description' | 'membership' | 'members' | 'createdAt';
export type AliasRows = SortedRows<AliasId, AliasRow, AliasOrder>;

export function aliasRow(alias: Alias): AliasRow {
  const mail = aliasMail(alias);
  const others = alias.members.flatMap((member) => {
    if (member.kind === 'remote') return [member.address];
    return member.kind === 'file' || member.kind === 'program' ? [`${member.kind}:${member.name}`] : [];
  });
  return {
    ...{ alias, mail },
    text: searchText(mail, alias.description, ...others),
    mailKey: `${sortKey(mail)}\u0001${mail}`,
    descriptionKey: sortKey(alias.description),
  };
}

export const byAliasMail: Order<AliasRow> = byTexts(({ mailKey }) => mailKey);

export function createAliasRows(): AliasRows {
  return new SortedRows({
    mail: byAliasMail,
    description: byTexts(
      ({ descriptionKey }) => descriptionKey,
      ({ mailKey }) => mailKey,
    ),
    membership: byNumber(({ alias }) => OPENNESS.indexOf(alias.membership), byAliasMail),
    members: byNumber(({ alias }) => alias.members.length, byAliasMail),
    createdAt: byNumber(({ alias }) => alias.createdAtMs, byAliasMail),
  });
}

const OPENNESS: readonly Alias['membership'][] = ['open', 'self-service', 'closed'];
