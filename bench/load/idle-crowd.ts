import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../target.ts';
import { type ImapAddress, ImapConnection } from './imap-connection.ts';
import { inParallel } from './in-parallel.ts';
import { MessageSource } from './message-source.ts';
import { nowMs } from './now.ts';
import { SmtpSession } from './smtp-session.ts';

const OPEN_WIDTH = 16;
const NOTICE_TIMEOUT_MS = 5_000;
const PROBE_BYTES = 4096;

export interface CrowdArgs extends ImapAddress {
  readonly accounts: readonly Account[];
  readonly sessionsPerAccount: number;
}

export interface ProbeArgs {
  readonly smtpPort: number;
  /** Some of the crowd's accounts that nobody else sends to meanwhile. */
  readonly accounts: readonly Account[];
  readonly durationMs: number;
  readonly intervalMs: number;
}

export interface ProbeResult {
  /** From the last byte of the message to each idling session's notice. */
  readonly latenciesMs: readonly number[];
  /** Notices that did not come within 5 s. */
  readonly missing: number;
}

/** Many sessions in IDLE, and the time until they hear of a new message. */
export class IdleCrowd {
  readonly #waiting = new Map<string, () => void>();
  readonly #connections: ImapConnection[] = [];
  #sessionsPerAccount = 0;

  /** Resolves with how many sessions per second were signed in, selected INBOX and idled. */
  async open(args: CrowdArgs): Promise<number> {
    this.#sessionsPerAccount = args.sessionsPerAccount;
    const wanted = Array.from({ length: args.sessionsPerAccount }, () => args.accounts).flat();
    const startedAtMs = nowMs();
    await inParallel(wanted, OPEN_WIDTH, async ({ userId, password }) => {
      const connection = await ImapConnection.open(args);
      this.#connections.push(connection);
      await connection.login(userId, password);
      await connection.run('SELECT INBOX');
      await connection.idle(() => this.#waiting.get(userId)?.());
    });
    return (wanted.length * 1000) / (nowMs() - startedAtMs);
  }

  /** Sends one message at a time, to the accounts in turn. */
  async probe(args: ProbeArgs): Promise<ProbeResult> {
    const source = new MessageSource('probe', PROBE_BYTES);
    const smtp = await SmtpSession.open(args.smtpPort);
    const latenciesMs: number[] = [];
    const deadline = nowMs() + args.durationMs;
    let probes = 0;
    while (nowMs() < deadline) {
      const account = args.accounts[probes % args.accounts.length];
      const heard = Promise.withResolvers<void>();
      let sentAtMs = 0;
      let outstanding = this.#sessionsPerAccount;
      this.#waiting.set(account.userId, () => {
        latenciesMs.push(nowMs() - sentAtMs);
        if (--outstanding === 0) heard.resolve();
      });
      await smtp.send([account.address], source.message(probes, account.address), () => {
        sentAtMs = nowMs();
      });
      const timeout = new AbortController();
      await Promise.race([heard.promise, sleep(NOTICE_TIMEOUT_MS, undefined, { signal: timeout.signal })]);
      timeout.abort();
      this.#waiting.delete(account.userId);
      probes++;
      await sleep(args.intervalMs);
    }
    await smtp.quit();
    return { latenciesMs, missing: probes * this.#sessionsPerAccount - latenciesMs.length };
  }
}
