/** Whether a translated page is the page that it translates: the same headings in the same order. */
import type { LanguageCode } from '../../locales/index.ts';
import { headingIds } from './check-links.ts';
import type { Page } from './document.ts';
import { pagesOf, type SiteMap } from './site-map.ts';

/** @returns one line for each page that differs: `file: what`. */
export function translationProblems(sites: ReadonlyMap<LanguageCode, SiteMap>): string[] {
  const english = new Map<string, Page>();
  for (const page of pagesOf(sites.get('en') ?? { guides: [] })) english.set(page.name, page);
  return [...sites.values()].flatMap((site) =>
    [...pagesOf(site)].flatMap((page) => {
      const original = english.get(page.name);
      if (original === undefined || page.language === 'en') return [];
      const [ids, expected] = [headingIds(page), headingIds(original)];
      const place = expected.findIndex((id, index) => ids[index] !== id);
      if (place === -1 && ids.length === expected.length) return [];
      const at = place === -1 ? expected.length : place;
      return [`${page.source}: heading ${at + 1} is ${ids[at] ?? 'missing'} and not ${expected[at] ?? 'none'}`];
    }),
  );
}
