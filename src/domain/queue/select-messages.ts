/** Goes through the messages that an administrator means, page by page. */
import type { AccountId } from '../ports/ids.ts';
import type { QueuedMessage, QueueQuery } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';

/** Which messages an administrator means. */
export type QueueSelection =
  | { readonly queueIds: readonly string[] }
  | { readonly lane: string }
  | { readonly account: AccountId }
  /** All that are held. */
  | { readonly isHeld: true }
  | { readonly all: true };

const PAGE = 200;

/** Oldest first; what is done with a page does not disturb the next. Queue ids that are gone are passed over. */
export async function* selectMessages(
  store: Pick<Store, 'reader'>,
  selection: QueueSelection,
  more: Pick<QueueQuery, 'isHeld'> = {},
): AsyncGenerator<readonly QueuedMessage[]> {
  if ('queueIds' in selection) {
    for (const queueId of new Set(selection.queueIds)) {
      const found = await store.reader().queue.findByQueueId(queueId);
      if (found.length > 0) yield found;
    }
    return;
  }
  const { all: _, ...where } = { all: true, ...selection };
  let after: QueuedMessage['id'] | undefined;
  for (;;) {
    const query: QueueQuery = { ...where, ...more, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const page = await store.reader().queue.list(query);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last.id;
  }
}
