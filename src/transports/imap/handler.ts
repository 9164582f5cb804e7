/** What a command is to the session loop: where it may be given, what may be told along with its reply, and what it does. */
import type { Command } from '../../wire/imap/command.ts';
import type { ImapSession } from './session.ts';

export type SessionState = 'not-authenticated' | 'authenticated' | 'selected';

/** The tagged response of a command. */
export interface Reply {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** Response code without brackets. */
  readonly code?: string | null;
  readonly text: string;
}

/**
 * Which changes of the selected mailbox are announced before the tagged response. RFC 9051 section 7.5.1
 *
 * `all`: the client uses no sequence numbers until it has seen the reply.
 * `when-last`: expunges only if no further command has come yet, which might be about sequence numbers.
 * `no-expunge`: FETCH, STORE, SEARCH.
 */
export type Updates = 'all' | 'when-last' | 'no-expunge' | 'none';

export type CommandName = Command['name'];

/** The command of that name, from the union. */
export type CommandNamed<N extends CommandName> = Command extends infer C
  ? C extends { readonly name: infer M }
    ? N extends M
      ? Omit<C, 'name'> & { readonly name: N }
      : never
    : never
  : never;

export interface Handler<N extends CommandName> {
  readonly states: readonly SessionState[];
  readonly updates: Updates | ((command: CommandNamed<N>) => Updates);
  /** @param tag of the command, for responses that name it. Throws Failure, ImapSyntaxError. */
  run(session: ImapSession, command: CommandNamed<N>, tag: string): Promise<Reply> | Reply;
  /** What changes the connection itself, once an OK has been written. */
  afterOk?(session: ImapSession): Promise<void> | void;
}

export type Handlers = { readonly [N in CommandName]: Handler<N> };

export const ANY_STATE: readonly SessionState[] = ['not-authenticated', 'authenticated', 'selected'];
export const SIGNED_IN: readonly SessionState[] = ['authenticated', 'selected'];
export const SELECTED: readonly SessionState[] = ['selected'];

export function ok(text: string, code: string | null = null): Reply {
  return { status: 'OK', code, text };
}

export function no(text: string, code: string | null = null): Reply {
  return { status: 'NO', code, text };
}

export function bad(text: string, code: string | null = null): Reply {
  return { status: 'BAD', code, text };
}
