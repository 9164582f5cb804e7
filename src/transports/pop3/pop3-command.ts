/** What a command of POP3 is: RFC 1939 section 3 */
import type { Pop3Session, Pop3State } from './pop3-session.ts';

export interface Pop3Command {
  readonly keyword: string;
  readonly states: readonly Pop3State[];
  /** Writes the reply, or throws the Failure that becomes one. */
  run(session: Pop3Session, argument: string | null): Promise<void> | void;
}
