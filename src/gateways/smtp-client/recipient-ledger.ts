/** What is known about each recipient while hosts are tried, and what it comes to in the end. */
import type { RecipientReport } from '../../domain/ports/mail-sender.ts';
import { failedVerdict, type Verdict } from './verdict.ts';

/** Where it was said. */
export interface Place {
  readonly host: string | null;
  readonly address: string | null;
}

export const NOWHERE: Place = { host: null, address: null };

export class RecipientLedger {
  readonly #nowMs: () => number;
  readonly #reports: (RecipientReport | null)[];
  /** Still to be tried with the next host. */
  readonly #pending: Set<number>;
  /** At whose command a session was lost. */
  readonly #cutOff = new Set<number>();
  /** What a host said about one that may be tried with another. */
  readonly #unfit = new Map<number, RecipientReport>();
  /** What was wrong with hosts: the last that is temporary, the last that is not. */
  #temporary: RecipientReport | null = null;
  #permanent: RecipientReport | null = null;

  constructor(count: number, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#reports = Array.from({ length: count }, () => null);
    this.#pending = new Set(this.#reports.keys());
  }

  /** Those last at whose command a session was lost. */
  get pending(): number[] {
    const pending = [...this.#pending];
    if (this.#cutOff.size === 0) return pending;
    return [...pending.filter((one) => !this.#cutOff.has(one)), ...pending.filter((one) => this.#cutOff.has(one))];
  }

  /** Somebody is left who has nothing to do with the loss of a session. */
  get hasInnocent(): boolean {
    return [...this.#pending].some((one) => !this.#cutOff.has(one));
  }

  /** The session was lost at its command: it is tried by itself from here on. */
  cutOff(index: number): void {
    this.#cutOff.add(index);
  }

  isCutOff(index: number): boolean {
    return this.#cutOff.has(index);
  }

  /** Of a recipient. What is put off may be tried with the next host, unless that is ruled out. */
  settle(index: number, verdict: Verdict, place: Place, isDsnRelayed: boolean, isFinal = false): void {
    this.#reports[index] = this.#report(verdict, place, isDsnRelayed);
    if (isFinal || verdict.outcome !== 'deferred') this.#pending.delete(index);
  }

  /** Of all that are left. */
  settleAll(verdict: Verdict, place: Place = NOWHERE): void {
    for (const index of this.pending) this.settle(index, verdict, place, false, true);
  }

  /** The host cannot take it for this recipient; another might. */
  rule(index: number, status: string, text: string, place: Place): void {
    this.#unfit.set(index, this.#report(failedVerdict(status, text), place, false));
  }

  /** With a host as a whole. */
  blame(verdict: Verdict, place: Place): void {
    if (verdict.outcome === 'failed') this.#permanent = this.#report(verdict, place, false);
    else this.#temporary = this.#report(verdict, place, false);
  }

  /** A message is only given back where no host might take it later. */
  finish(): RecipientReport[] {
    const none = this.#report(
      { outcome: 'deferred', code: null, status: '4.4.1', text: 'no host answered' },
      NOWHERE,
      false,
    );
    return this.#reports.map(
      (report, index) => report ?? this.#temporary ?? this.#unfit.get(index) ?? this.#permanent ?? none,
    );
  }

  #report(verdict: Verdict, { host, address }: Place, isDsnRelayed: boolean): RecipientReport {
    return {
      ...verdict,
      atMs: this.#nowMs(),
      host,
      address,
      isDsnRelayed: isDsnRelayed && verdict.outcome === 'delivered',
    };
  }
}
