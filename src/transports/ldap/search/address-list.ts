/** Where people and aliases are found by parts of their names and addresses. */
import { foldText } from '../../../base/text.ts';
import type { AddressTarget } from '../../../domain/ports/directory.ts';
import type { DomainId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';

export interface AddressQuery {
  /** Each must stand in a name, the address or the User ID, whatever its case; at least two characters each. */
  readonly texts: readonly string[];
  readonly domains: readonly DomainId[];
  readonly limit: number;
}

export interface AddressList {
  /**
   * What is in the organisation's address list and fits, in no order; at most `limit`. It may hold some that do not fit,
   * and holds all that do: whoever asks looks at what is found.
   */
  find(query: AddressQuery): Promise<readonly AddressTarget[]>;
}

/** Asks the listings of the store, which look at every row of a domain. */
export function createListingAddressList(directory: () => DirectoryReader): AddressList {
  return {
    async find({ texts, domains, limit }) {
      const reader = directory();
      const found: AddressTarget[] = [];
      for (const id of domains) {
        const query = listingQuery(texts, (await reader.domain(id))?.name ?? '');
        const users = await reader.listUsers(id, { query, limit: limit - found.length });
        found.push(...users.map(({ account }): AddressTarget => ({ kind: 'user', account })));
        if (found.length >= limit) break;
        const aliases = await reader.listAliases(id, { query, limit: limit - found.length });
        found.push(...aliases.map((alias): AddressTarget => ({ kind: 'alias', alias: alias.id })));
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}

/** Of addresses the listings know only what stands before the @: the longest text that they can tell something of. */
function listingQuery(texts: readonly string[], domainName: string): string {
  const domain = foldText(domainName);
  const known = texts.map((text) => {
    const [localPart = '', ...rest] = text.split('@');
    return rest.length === 0 && domain.includes(foldText(text)) ? '' : localPart;
  });
  return known.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}
