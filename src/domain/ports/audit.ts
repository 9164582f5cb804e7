/** The record of every change that people and programs make to the directory and the settings. REQUIREMENTS SM6 */
import type { AccountId, AuditId } from './ids.ts';

/** Who makes a change, and from where. */
export interface Actor {
  /** Null for the server itself, and for whoever may open the socket in the data directory. */
  readonly account: AccountId | null;
  /** User ID at that time; `system` for the server itself. */
  readonly name: string;
  /** `admin`, `ldap`, `system`. */
  readonly service: string;
  /** IP address; empty for the socket and the server itself. */
  readonly address: string;
}

export type AuditTargetKind =
  | 'user'
  | 'alias'
  | 'group'
  | 'domain'
  | 'setting'
  | 'route'
  | 'directory'
  | 'service'
  | 'certificate';

/** Values before and after, by field; absent on either side where there was or is none. Never a secret. */
export type AuditFields = Readonly<Record<string, unknown>>;

/** Written in the same commit as the change itself. */
export interface NewAuditEntry {
  readonly atMs: number;
  readonly actor: Actor;
  /** `noun.verb`, as the table of rights has it. */
  readonly action: string;
  /** What was changed, by the name that it had then: User ID, address, domain, name of a setting. */
  readonly target: { readonly kind: AuditTargetKind; readonly name: string };
  readonly before: AuditFields;
  readonly after: AuditFields;
  /** The change that this one takes back; absent where it takes back none. */
  readonly undoes?: AuditId;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: AuditId;
  /** The last change that took this one back; absent where it stands. */
  readonly undoneBy?: AuditId;
}

/** Newest first; all that is given must fit. */
export interface AuditQuery {
  /** Entries before this one: the next page. */
  readonly before?: AuditId;
  /** User ID of the actor, compared without case, as the target's name is. */
  readonly actor?: string;
  readonly target?: { readonly kind: AuditTargetKind; readonly name?: string };
  /** `noun.verb` */
  readonly action?: string;
  readonly sinceMs?: number;
  /** Before this time. */
  readonly untilMs?: number;
  readonly limit: number;
}
