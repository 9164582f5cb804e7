/** What the commands that list things have in common. */

/** Things of one page of the API. */
export const PAGE = 1000;

/** The highest `--limit`: more than there ever is. */
export const MAX_LISTED = 1_000_000_000;

/** For options that may be given several times. */
export const several = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];

/**
 * All pages, up to a number of things.
 *
 * @param read a page of at most `limit`, behind the last thing of the page before.
 */
export async function readPages<T>(
  read: (last: T | undefined, limit: number) => Promise<readonly T[]>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const limit = Math.min(PAGE, most - all.length);
    if (!(limit > 0)) return all;
    const page = await read(all.at(-1), limit);
    all.push(...page);
    if (page.length < limit) return all;
  }
}
