/** Whether every link leads somewhere, and no place of a page has two names or one twice. */
import { allBlocks, contentOf, type Link, linksOf, type Page } from './document.ts';
import { pagesOf, type SiteMap } from './site-map.ts';

/**
 * @param paths of this server that pages may lead to, besides one another: screens and files.
 * @returns one line for each problem: `file: what`.
 */
export function linkProblems(site: SiteMap, paths: ReadonlySet<string>): string[] {
  const ids = new Map<string, ReadonlySet<string>>(site.guides.map(({ name }) => [name, new Set<string>()]));
  const problems: string[] = [];
  for (const page of pagesOf(site)) {
    const all = headingIds(page);
    const twice = all.find((id, index) => all.indexOf(id) !== index);
    if (twice !== undefined) problems.push(`${page.source}: two headings with the id ${twice}`);
    ids.set(page.name, new Set(all));
  }
  for (const page of pagesOf(site)) {
    for (const { to } of linksIn(page)) {
      if (to.kind === 'path' && !paths.has(to.path)) problems.push(`${page.source}: there is no ${to.path}`);
      if (to.kind !== 'page') continue;
      const target = ids.get(to.page);
      if (target === undefined) problems.push(`${page.source}: there is no page ${to.page}`);
      else if (to.id !== '' && !target.has(to.id))
        problems.push(`${page.source}: ${to.page} has no heading with the id ${to.id}`);
    }
  }
  return problems;
}

/** Ids of the headings, in the order of the page. */
export function headingIds({ blocks }: Page): string[] {
  return [...allBlocks(blocks)].flatMap((block) => (block.kind === 'heading' ? [block.id] : []));
}

export function* linksIn({ blocks }: Page): Generator<Link> {
  for (const block of allBlocks(blocks)) for (const content of contentOf(block)) yield* linksOf(content);
}
