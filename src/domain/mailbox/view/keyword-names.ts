/** Names of the keywords that are in use in a mailbox. RFC 9051 section 7.3.5: FLAGS */
import { type Keywords, splitKeywords } from '../../ports/flags.ts';

/** Names that are remembered for one mailbox: a list longer than this helps no client. */
export const MAX_KEYWORD_NAMES = 500;

export class KeywordNames {
  /** By their form without case. */
  readonly #names = new Map<string, string>();
  #last: Keywords = '';
  #sorted: readonly string[] | null = null;

  add(keywords: Keywords): void {
    if (keywords === '' || keywords === this.#last) return;
    this.#last = keywords;
    for (const name of splitKeywords(keywords)) {
      const fold = name.toLowerCase();
      if (this.#names.has(fold) || this.#names.size >= MAX_KEYWORD_NAMES) continue;
      this.#names.set(fold, name);
      this.#sorted = null;
    }
  }

  sorted(): readonly string[] {
    this.#sorted ??= [...this.#names.keys()].sort().map((fold) => this.#names.get(fold)!);
    return this.#sorted;
  }
}
