/** Members of aliases as people write them: User IDs, addresses, and by administrators `file:NAME` and `program:NAME`. DI3, MI5 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import { findUserByLogin } from '../access/login.ts';
import type { Alias, AliasMember } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import type { LocalChannels } from '../ports/local-programs.ts';
import type { Store } from '../ports/store.ts';
import { checkAddress } from './names.ts';
import { noSuch } from './no-such.ts';

/** The names that lie in the administrator's folders. */
export type ChannelNames = Omit<LocalChannels, 'deliver'>;

export const NO_CHANNELS: ChannelNames = {
  listFiles: async () => [],
  listPrograms: async () => [],
  faultOf: async () => null,
};

export interface FindMemberOptions {
  /** Files and programs are for administrators: for others they do not exist. */
  readonly mayUseChannels: boolean;
  /** It is to be taken away: the file or the program may be gone. */
  readonly isRemoval: boolean;
}

export interface AliasMembers {
  /** Throws Failure `invalid`, `not-found`, `no-permission`. */
  find(name: string, options: FindMemberOptions): Promise<AliasMember>;
  /** Throws Failure `not-found`. */
  findOwner(name: string): Promise<AccountId>;
  /** As `find` takes it. */
  name(member: AliasMember): Promise<string>;
}

export function createAliasMembers(store: Store, channels: ChannelNames): AliasMembers {
  const directory = () => store.reader().directory;

  const findOwner = async (name: string): Promise<AccountId> => {
    const user = await findUserByLogin(store.reader(), name);
    if (user === null) throw noSuch('user', name);
    return user.account;
  };
  const findChannel = async (
    kind: 'file' | 'program',
    name: string,
    options: FindMemberOptions,
  ): Promise<AliasMember> => {
    if (!options.mayUseChannels) {
      throw new Failure('no-permission', 'files and programs are given to aliases by administrators', {
        detail: { kind, name },
      });
    }
    if (options.isRemoval) return { kind, name };
    const names = kind === 'file' ? await channels.listFiles() : await channels.listPrograms();
    if (!names.includes(name)) throw notUsable(kind, name, await channels.faultOf(kind, name));
    return { kind, name };
  };
  const findAddress = async (name: string): Promise<AliasMember> => {
    const address = checkAddress(name, 'member');
    if ((await directory().findDomain(address.domain)) === null) {
      return { kind: 'remote', address: formatMailAddress(address) };
    }
    const target = await directory().resolve(foldName(address.localPart), address.domain);
    if (target === null) throw noSuch('address', name);
    return target;
  };

  return {
    findOwner,

    async find(text, options) {
      // A colon stands in no User ID, and in an address only within quotes, so that nothing is both.
      const [, kind, name] = /^(file|program):(.*)$/.exec(text) ?? [];
      if (kind === 'file' || kind === 'program') return findChannel(kind, name ?? '', options);
      if (text.includes('@')) return findAddress(text);
      return { kind: 'user', account: await findOwner(text) };
    },

    async name(member) {
      switch (member.kind) {
        case 'remote':
          return member.address;
        case 'file':
        case 'program':
          return `${member.kind}:${member.name}`;
        case 'user':
          return (await directory().user(member.account))?.userId ?? `#${member.account}`;
        case 'alias': {
          const alias = await directory().alias(member.alias);
          return alias === null ? `#${member.alias}` : aliasMail(alias);
        }
      }
    },
  };
}

function notUsable(kind: 'file' | 'program', name: string, fault: string | null): Failure {
  if (fault === null)
    return new Failure('not-found', `no such ${kind} in its folder: ${name}`, { detail: { kind, name } });
  return new Failure('invalid', fault, { detail: { kind, name } });
}

/** The address of an alias, in A-label form. */
export function aliasMail({ localPart, domainName }: Pick<Alias, 'localPart' | 'domainName'>): string {
  return formatMailAddress({ localPart, domain: domainName });
}

/** What makes two members the same one. */
export function memberKey(member: AliasMember): string {
  switch (member.kind) {
    case 'user':
      return `user ${member.account}`;
    case 'alias':
      return `alias ${member.alias}`;
    case 'remote':
      return `remote ${foldName(member.address)}`;
    case 'file':
    case 'program':
      return `${member.kind} ${member.name}`;
  }
}
