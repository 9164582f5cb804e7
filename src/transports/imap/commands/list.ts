/** LIST: RFC 9051 section 6.3.9; LIST-STATUS: RFC 5819; SPECIAL-USE: RFC 6154. */
import { PATH_SEPARATOR } from '../../../domain/ports/mailboxes.ts';
import type { ListOptions } from '../../../wire/imap/command.ts';
import { listResponse, statusData } from '../../../wire/imap/responses.ts';
import { enableCondstore } from '../condstore.ts';
import { type CommandNamed, type Handler, ok, SIGNED_IN } from '../handler.ts';
import {
  collectNames,
  collectParents,
  compilePatterns,
  describeName,
  type ListName,
  matchingNames,
  parentsOf,
} from '../listing.ts';
import type { ImapSession } from '../session.ts';
import { statusValues } from '../status-values.ts';

const NO_OPTIONS: ListOptions = { selection: [], returns: [], status: null };

export const list: Handler<'LIST'> = {
  states: SIGNED_IN,
  updates: 'when-last',
  async run(session, command) {
    const { patterns, options } = command;
    if (options === null && patterns[0] === '') writeRoot(session);
    else await writeNames(session, command, options ?? NO_OPTIONS);
    return ok('LIST completed');
  },
};

/** An empty pattern asks for the separator. RFC 9051 section 6.3.9 */
function writeRoot(session: ImapSession): void {
  const root = { name: '', attributes: ['\\Noselect'], separator: PATH_SEPARATOR };
  session.connection.write(listResponse(root, session.isUtf8));
}

async function writeNames(session: ImapSession, command: CommandNamed<'LIST'>, options: ListOptions): Promise<void> {
  const { selection, returns, status } = options;
  const wantsSubscribed = selection.includes('subscribed');
  const names = await collectNames(session, wantsSubscribed);
  const matches = compilePatterns(command.reference, command.patterns);
  const matching = await matchingNames(session, names, matches);
  const isSelected = selectionOf(selection);
  const below = selection.includes('recursivematch') ? selectedBelow(names, isSelected, matches) : NOTHING_BELOW;
  const childInfo = selection
    .filter((option) => option === 'subscribed' || option === 'special-use')
    .map((option) => option.toUpperCase());
  const parents = collectParents(names);
  const showsSubscribed = wantsSubscribed || returns.includes('subscribed');
  if (status?.includes('highestmodseq') === true) enableCondstore(session, session.selected?.view ?? null);
  for (const name of matching) {
    const isChosen = isSelected(name);
    if (!isChosen && !below.unlisted.has(name.path)) continue;
    const info = below.all.has(name.path) ? childInfo : undefined;
    const listed = describeName(name, { parents, showsSubscribed, childInfo: info });
    session.connection.write(listResponse(listed, session.isUtf8));
    // RFC 5819 section 3: not of a name that is listed only for the sake of what is below it.
    if (status === null || name.mailbox === null || !isChosen) continue;
    const values = await statusValues(session, name.mailbox, status);
    session.connection.write(statusData(name.path, values, session.isUtf8));
  }
}

type Selects = (name: ListName) => boolean;

/** All conditions must hold. Without SUBSCRIBED only mailboxes that exist are selected. */
function selectionOf(selection: ListOptions['selection']): Selects {
  const bySubscription = selection.includes('subscribed');
  const byUse = selection.includes('special-use');
  return ({ mailbox, isSubscribed }) =>
    (bySubscription ? isSubscribed : mailbox !== null) && (!byUse || (mailbox?.specialUse.length ?? 0) > 0);
}

interface SelectedBelow {
  /** Names with a selected one anywhere below them. */
  readonly all: ReadonlySet<string>;
  /** Those of them whose selected one is not listed itself. */
  readonly unlisted: ReadonlySet<string>;
}

const NOTHING_BELOW: SelectedBelow = { all: new Set(), unlisted: new Set() };

/** RFC 5258 section 3.5: a name is listed for the sake of what is below it only where that is not listed itself. */
function selectedBelow(
  names: readonly ListName[],
  isSelected: Selects,
  matches: (path: string) => boolean,
): SelectedBelow {
  const all = new Set<string>();
  const unlisted = new Set<string>();
  for (const name of names) {
    if (!isSelected(name)) continue;
    const isListed = matches(name.path);
    for (const parent of parentsOf(name.path)) {
      all.add(parent);
      if (!isListed) unlisted.add(parent);
    }
  }
  return { all, unlisted };
}
