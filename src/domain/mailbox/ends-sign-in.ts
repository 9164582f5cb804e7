import type { MailboxEvent } from './account-mailboxes.ts';

/** Whether who signed in may not go on: he is gone or switched off, or what he proved it with is no longer valid. */
export function endsSignIn({ kind }: MailboxEvent): boolean {
  switch (kind) {
    case 'user-deleted':
    case 'user-disabled':
    case 'credential-revoked':
    case 'session-ended':
      return true;
    case 'created':
    case 'renamed':
    case 'deleted':
    case 'changed':
      return false;
  }
}
