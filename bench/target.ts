/** What the rig knows about a server under test. One adapter per server in `targets/`. */
import type { DirectoryPerson } from './targets/directory-people.ts';

export type TargetName = 'mailroom' | 'cyrus' | 'dovecot' | 'postfix' | 'slapd';

export const TARGET_NAMES: readonly TargetName[] = ['mailroom', 'cyrus', 'dovecot', 'postfix', 'slapd'];

export interface Account {
  /** What POP3 and IMAP take as the user name. */
  readonly userId: string;
  readonly address: string;
  readonly password: string;
}

/** Where a started server listens. Everything is on 127.0.0.1, and the load runs without TLS unless a port says so. */
export interface Endpoints {
  readonly smtpPort: number;
  /** Where the local delivery agent listens; a Unix socket's path or a port. */
  readonly lmtp: string | number | undefined;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  /** Pages and management API, with TLS; absent where there is no such thing. */
  readonly webPort?: number;
  /** Prefix of a user's own mailboxes besides INBOX, e.g. `INBOX.` with Cyrus' default namespace. */
  readonly mailboxPrefix: string;
  readonly accounts: readonly Account[];
  /** Where mail for other servers is taken; absent unless it was asked for. */
  readonly relay?: RelayEndpoint;
  /** Where the directory is read; absent unless it was asked for. */
  readonly directory?: DirectoryEndpoint;
}

export interface DirectoryEndpoint {
  readonly port: number;
  /** All of them can sign in with their names and passwords. */
  readonly people: readonly DirectoryPerson[];
  /** One of them, who sees everything. */
  readonly administrator: DirectoryPerson;
  /** Those whose passwords stand there as argon2id, where the target has some with and some without. */
  readonly stronglyHashed: readonly DirectoryPerson[];
  /** What it took to load them, in seconds. */
  readonly loadSeconds: number;
}

export interface RelayEndpoint {
  readonly port: number;
  /** Messages that the destinations have taken so far. */
  received(): number;
}

export interface StartOptions {
  /** An empty folder on a real disk; removed by the rig after `stop()`. */
  readonly workDir: string;
  /** An empty folder in memory, for what an installed system keeps in /run; removed likewise. */
  readonly runDir: string;
  readonly accounts: number;
  /**
   * It relays for loopback: to so many destinations (`destinations.ts`), each a sink with an address of its own, and
   * everything else to where nobody listens. Absent: it need not relay.
   */
  readonly destinations?: number;
  /** So many people are in its directory. Absent: it need not have one. */
  readonly directoryPeople?: number;
}

/**
 * One server, started fresh for each scenario.
 *
 * `start` resolves when every listener answers and every account can sign in. `stop` ends every process that `start`
 * began, also after a failed start, and may be called twice. The figures in between are of all its processes together.
 */
export interface Target {
  readonly name: TargetName;
  start(options: StartOptions): Promise<Endpoints>;
  stop(): Promise<void>;
  /** Program and version, for the report. */
  version(): Promise<string>;
  /** CPU time since the start, of living processes and of those that ended, in seconds. */
  cpuSeconds(): number;
  /** Sum of the resident sets: pages shared by several processes count several times. */
  rssBytes(): number;
  /** Sum of the proportional sets: a page shared by n processes counts as 1/n in each. */
  pssBytes(): number;
  /** Ends and starts it again on what it has; until it answers, in milliseconds. Absent where no scenario asks. */
  restart?(): Promise<number>;
  /** Resolves when it has done what it does by itself, such as better hashes of passwords. Absent: there is no such thing. */
  settle?(): Promise<void>;
  /** Takes over that many accounts of a machine, with hashes of passwords; seconds. Absent where no scenario asks. */
  migrate?(accounts: number): Promise<number>;
  /** Longest delay of the event loop since the last call, in milliseconds; absent where there is no such thing. */
  eventLoopMaxMs?(): Promise<number | undefined>;
}

/** A target that cannot run here, with the reason: it is left out of the run and named in the report. */
export class TargetUnavailable extends Error {
  override readonly name = 'TargetUnavailable';
}
