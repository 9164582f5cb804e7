/**
 * What the mailboxes of a user must hold whom one client alone changes. A command is not there at all or wholly there:
 * as long as its reply is out, either state will do.
 */
export interface Placed {
  readonly mailbox: string;
  /** Null where the server will choose it. */
  readonly uid: number | null;
  readonly id: string;
  /** In order, with a space between each two. */
  readonly flags: string;
}

export class ChangeModel {
  #placed: readonly Placed[] = [];
  #next: readonly Placed[] | null = null;

  get placed(): readonly Placed[] {
    return this.#placed;
  }

  /** A command was sent and never answered: what it did is not known before `settle`. */
  get isOpen(): boolean {
    return this.#next !== null;
  }

  in(mailbox: string): Placed[] {
    return this.#placed.filter((placed) => placed.mailbox === mailbox);
  }

  /** A command is sent that leads to this. */
  expect(next: readonly Placed[]): void {
    this.#next = next;
  }

  /** It was done; the UIDs that the server chose, in the order of what was placed. */
  done(uids: readonly number[] = []): void {
    let at = 0;
    const next = this.#next ?? this.#placed;
    this.#placed = next.map((placed) => (placed.uid === null ? { ...placed, uid: uids[at++] ?? null } : placed));
    this.#next = null;
  }

  refused(): void {
    this.#next = null;
  }

  /** Compares, and goes on from what is there. Returns what is wrong. */
  settle(actual: readonly Placed[]): string[] {
    const states = this.#next === null ? [this.#placed] : [this.#placed, this.#next];
    const differences = states.map((state) => differenceOf(state, actual));
    this.#placed = actual;
    this.#next = null;
    return differences.includes(null) ? [] : [`changes are half there: ${differences.join('; or ')}`];
  }
}

/** Null when there is none. */
function differenceOf(expected: readonly Placed[], actual: readonly Placed[]): string | null {
  const left = new Set(actual);
  const missing: string[] = [];
  // Those with a known UID first: they have only one place to be.
  for (const wanted of [...expected].sort((a, b) => Number(a.uid === null) - Number(b.uid === null))) {
    const match = [...left].find((seen) => isSame(wanted, seen));
    if (match === undefined) missing.push(describe(wanted));
    else left.delete(match);
  }
  if (missing.length === 0 && left.size === 0) return null;
  return `missing ${missing.join(', ') || 'nothing'}, too many ${[...left].map(describe).join(', ') || 'none'}`;
}

function isSame(wanted: Placed, seen: Placed): boolean {
  if (wanted.uid !== null && wanted.uid !== seen.uid) return false;
  return wanted.mailbox === seen.mailbox && wanted.id === seen.id && wanted.flags === seen.flags;
}

function describe({ mailbox, uid, id, flags }: Placed): string {
  return `${mailbox}/${uid ?? 'new'} ${id} (${flags})`;
}
