/**
 * A client that makes mistakes: first its replies come slowly, then it is let go. One that says much and sends nothing
 * is let go as well. MI9
 */
import type { Settings } from '../../domain/settings/settings.ts';

/** Before each reply above the soft limit. */
export const SLOW_REPLY_MS = 1000;

export class ErrorBudget {
  readonly #settings: Pick<Settings, 'get'>;
  #count = 0;
  #junk = 0;

  constructor(settings: Pick<Settings, 'get'>) {
    this.#settings = settings;
  }

  /** Counts one; says what is to happen. */
  spend(): 'go-on' | 'slow-down' | 'give-up' {
    this.#count += 1;
    if (this.#count >= this.#settings.get('smtpHardErrors')) return 'give-up';
    return this.#count > this.#settings.get('smtpSoftErrors') ? 'slow-down' : 'go-on';
  }

  /** Counts a command that brings no message nearer. False: there were too many. */
  spendJunk(): boolean {
    this.#junk += 1;
    return this.#junk <= this.#settings.get('smtpJunkCommands');
  }

  /** A message was delivered: among many recipients some are always gone. */
  forgive(): void {
    this.#count = 0;
    this.#junk = 0;
  }
}
