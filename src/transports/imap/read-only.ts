import { no, type Reply } from './handler.ts';

/** What a command that changes something gets in a mailbox opened by EXAMINE. */
export function refuseReadOnly(): Reply {
  return no('Mailbox is selected read-only', 'READ-ONLY');
}
