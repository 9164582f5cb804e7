/** What is asked for when an app password is made, checked; and what the log says of it. */
import {
  APP_SERVICES,
  type AppPassword,
  type AppService,
  type NewAppPassword,
} from '../access/app-passwords/app-passwords.ts';
import type { Caller } from '../access/caller.ts';
import type { User } from '../ports/directory.ts';
import { type Audit, audited } from './audit-entry.ts';
import { checkLabel } from './check-label.ts';

/** Absent: all services; no end. */
export interface AppPasswordRequest {
  readonly label: string;
  readonly services?: readonly AppService[] | null;
  readonly expiresAtMs?: number | null;
}

/** Throws Failure `invalid` (the label). */
export function prepareAppPassword({ label, services = null, expiresAtMs = null }: AppPasswordRequest): NewAppPassword {
  const chosen = services && APP_SERVICES.filter((service) => services.includes(service));
  return { label: checkLabel(label), services: chosen, expiresAtMs };
}

export function auditMade(by: Caller, atMs: number, { userId }: User, made: NewAppPassword): Audit {
  return audited(by, atMs, 'user.create-app-password', { kind: 'user', name: userId }, {}, toldOf(made));
}

export function auditDeleted(by: Caller, atMs: number, { userId }: User, password: AppPassword): Audit {
  return audited(by, atMs, 'user.delete-app-password', { kind: 'user', name: userId }, toldOf(password), null);
}

function toldOf({ label, services, expiresAtMs }: Pick<AppPassword, 'label' | 'services' | 'expiresAtMs'>) {
  return {
    label,
    ...(services === null ? {} : { services }),
    ...(expiresAtMs === null ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }),
  };
}
