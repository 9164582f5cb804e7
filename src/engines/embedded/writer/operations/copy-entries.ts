import type { Handler } from '../context.ts';
import { transferEntries } from '../transfer.ts';

/** Source and target may be the same mailbox, also for a move. RFC 6851 section 3.3 */
export const copyEntries: Handler<'copy-entries'> = (context, operation) => transferEntries(context, operation);
