/** All pages by their names, for one language of the frame: what the links, the navigation and the search go by. */
import type { GuideName } from './contents.ts';
import type { Page } from './document.ts';

export interface GuidePages {
  readonly name: GuideName;
  readonly pages: readonly Page[];
}

export interface SiteMap {
  /** In the order of the navigation. */
  readonly guides: readonly GuidePages[];
}

export function* pagesOf({ guides }: SiteMap): Generator<Page> {
  for (const { pages } of guides) yield* pages;
}
