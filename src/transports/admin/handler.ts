/** What an endpoint's handler gets and gives. */

import type { Clock } from '../../base/clock.ts';
import type { LogRing } from '../../base/log-ring.ts';
import type { Caller } from '../../domain/access/caller.ts';
import type { AccountPolicies } from '../../domain/access/policy/account-policies.ts';
import type { Authenticator } from '../../domain/access/principal.ts';
import type { Sessions } from '../../domain/access/sessions/sessions.ts';
import type { SignIn } from '../../domain/access/sign-in/sign-in.ts';
import type { ActivityHistory } from '../../domain/activity/history.ts';
import type { DkimKeys } from '../../domain/authentication/dkim-keys.ts';
import type { DomainDns } from '../../domain/authentication/domain-dns.ts';
import type { CertificateService } from '../../domain/certificates/certificates.ts';
import type { ClientSetupServices } from '../../domain/client-setup/client-setup-services.ts';
import type { TestMessages } from '../../domain/delivery/test-messages.ts';
import type { ChannelNames } from '../../domain/directory/alias-members.ts';
import type { Aliases } from '../../domain/directory/aliases.ts';
import type { Domains } from '../../domain/directory/domains.ts';
import type { Groups } from '../../domain/directory/groups.ts';
import type { HostRecord } from '../../domain/directory/host-records.ts';
import type { OwnAccount } from '../../domain/directory/own/own-account.ts';
import type { OwnAddressBook } from '../../domain/directory/own/own-address-book.ts';
import type { OwnAliases } from '../../domain/directory/own/own-aliases.ts';
import type { OwnAppPasswords } from '../../domain/directory/own/own-app-passwords.ts';
import type { OwnFactors } from '../../domain/directory/own/own-factors.ts';
import type { OwnPasskeys } from '../../domain/directory/own/own-passkeys.ts';
import type { OwnSessions } from '../../domain/directory/own/own-sessions.ts';
import type { RemoteDirectoryService } from '../../domain/directory/remote/remote-directory-service.ts';
import type { Routes } from '../../domain/directory/routes.ts';
import type { AliasTable } from '../../domain/directory/tables/alias-table.ts';
import type { DomainCounts } from '../../domain/directory/tables/domain-counts.ts';
import type { FindAnything } from '../../domain/directory/tables/find-anything.ts';
import type { GroupTable } from '../../domain/directory/tables/group-table.ts';
import type { UserTable } from '../../domain/directory/tables/user-table.ts';
import type { Undo } from '../../domain/directory/undo/undo.ts';
import type { UserAppPasswords } from '../../domain/directory/user-app-passwords.ts';
import type { UserFactors } from '../../domain/directory/user-factors.ts';
import type { UserSessions } from '../../domain/directory/user-sessions.ts';
import type { Users } from '../../domain/directory/users.ts';
import type { EventFeed } from '../../domain/events/event-feed.ts';
import type { QuarantineService } from '../../domain/filters/quarantine.ts';
import type { Health } from '../../domain/health/health.ts';
import type { AccountId, DomainId } from '../../domain/ports/ids.ts';
import type { Observations } from '../../domain/ports/observations.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { OutgoingQueue } from '../../domain/queue/outgoing-queue.ts';
import type { ServiceControl } from '../../domain/services/service-control.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { EndpointRequest, EndpointResult } from '../../wire/admin/endpoint.ts';
import type { ENDPOINTS, EndpointName } from '../../wire/admin/endpoints.ts';
import type { StatusView } from '../../wire/admin/status.ts';

export interface AdminDependencies {
  readonly store: Store;
  readonly settings: Settings;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
  readonly domains: Domains;
  readonly users: Users;
  readonly groups: Groups;
  readonly aliases: Aliases;
  readonly userTable: UserTable;
  readonly aliasTable: AliasTable;
  readonly groupTable: GroupTable;
  readonly countByDomain: () => Promise<(domain: DomainId) => DomainCounts>;
  readonly findAnything: FindAnything;
  readonly undo: Undo;
  readonly ownAddressBook: OwnAddressBook;
  readonly ownAccount: OwnAccount;
  readonly ownAliases: OwnAliases;
  readonly signIn: SignIn;
  readonly ownFactors: OwnFactors;
  readonly ownPasskeys: OwnPasskeys;
  readonly userFactors: UserFactors;
  readonly ownAppPasswords: OwnAppPasswords;
  readonly userAppPasswords: UserAppPasswords;
  readonly clientSetup: ClientSetupServices;
  readonly ownSessions: OwnSessions;
  readonly userSessions: UserSessions;
  readonly sessions: Pick<Sessions, 'refresh'>;
  /** Asked once more where somebody changes what his account is opened with. */
  readonly authenticator: Pick<Authenticator, 'provePassword' | 'verifyToken'>;
  readonly routes: Routes;
  readonly remoteDirectory: Pick<RemoteDirectoryService, 'connect' | 'test' | 'show' | 'sync' | 'disconnect'>;
  /** What may be given to aliases beside people. */
  readonly channels: ChannelNames;
  readonly queue: Omit<OutgoingQueue, 'prepare' | 'start' | typeof Symbol.asyncDispose>;
  readonly quarantine: Pick<QuarantineService, 'count' | 'list' | 'show' | 'readHeader' | 'release' | 'delete'>;
  readonly dkimKeys: Pick<DkimKeys, 'list' | 'prepare' | 'rotate'>;
  readonly domainDns: DomainDns;
  /** What DNS has of this server itself. */
  readonly checkHost: (signal: AbortSignal) => Promise<readonly HostRecord[]>;
  readonly observations: Pick<Observations, 'findTraces' | 'tallies'>;
  readonly testMessages: TestMessages;
  /** Has the passwords of freshly imported accounts hashed in the background. */
  readonly hashLater: (accounts: readonly AccountId[]) => void;
  readonly serviceControl: Pick<ServiceControl, 'list' | 'check' | 'start' | 'stop' | 'restart'>;
  readonly certificates: CertificateService;
  readonly activity: Pick<ActivityHistory, 'show'>;
  readonly health: Pick<Health, 'show' | 'refresh'>;
  readonly events: EventFeed;
  readonly recentLog: Pick<LogRing, 'newestFirst' | 'last'>;
  /** Is told what the checker found and could not mend. */
  readonly noteCheck: (findings: number) => void;
  readonly server: ServerInformation;
}

/** What only the composition root knows of the running server. */
export interface ServerInformation {
  /** All but what the services of this API count themselves. */
  status(): Promise<Omit<StatusView, 'mail' | 'refusedSettings'>>;
}

export type Handler<N extends EndpointName> = (
  request: EndpointRequest<(typeof ENDPOINTS)[N]>,
  dependencies: AdminDependencies,
  by: Caller,
) => Promise<EndpointResult<(typeof ENDPOINTS)[N]>>;

/** Of a table of endpoints. */
export type HandlersOf<Table extends Partial<Record<EndpointName, unknown>>> = {
  readonly [N in keyof Table & EndpointName]: Handler<N>;
};

export type Handlers<Prefix extends string> = {
  readonly [N in EndpointName as N extends `${Prefix}.${string}` | Prefix ? N : never]: Handler<N>;
};
