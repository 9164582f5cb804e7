/** For protocols that have no use for mailboxes themselves: whoever may not go on is let go, since his mailboxes tell. */
import type { WatchPrincipal } from '../access/principal.ts';
import { endsSignIn } from './ends-sign-in.ts';
import type { MailboxService } from './mailbox-service.ts';

export function watchPrincipals({ mailboxesOf }: Pick<MailboxService, 'mailboxesOf'>): WatchPrincipal {
  return (principal, onOver) =>
    mailboxesOf(principal).watch((event) => {
      if (endsSignIn(event)) onOver();
    });
}
