/** What the rig knows about a server under test. One adapter per server in `targets/`. */

export type TargetName = 'mailroom' | 'cyrus' | 'dovecot' | 'postfix';

export const TARGET_NAMES: readonly TargetName[] = ['mailroom', 'cyrus', 'dovecot', 'postfix'];

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
  /** Prefix of a user's own mailboxes besides INBOX, e.g. `INBOX.` with Cyrus' default namespace. */
  readonly mailboxPrefix: string;
  readonly accounts: readonly Account[];
  /** Where mail for other servers is taken; absent unless it was asked for. */
  readonly relay?: RelayEndpoint;
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
  /** Longest delay of the event loop since the last call, in milliseconds; absent where there is no such thing. */
  eventLoopMaxMs?(): Promise<number | undefined>;
}

/** A target that cannot run here, with the reason: it is left out of the run and named in the report. */
export class TargetUnavailable extends Error {
  override readonly name = 'TargetUnavailable';
}
