/** What can be measured on a page: texts that do not fit, a page wider than its window, and what can be read at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** Controls and headings: what is cut off there cannot be read anywhere else. */
const MUST_FIT =
  'button, button *, label, legend, nav a, [role=tab], [role=tab] *, [data-badge], h1, h2, h3, th, dt, summary';

const LOOK_EVERY_MS = 25;

/**
 * Waits until the page shows what it has: its heading, and nothing that is still loading. Throws where that does not come.
 * @param withinMs far more than it takes
 */
export async function settled(page: Page, withinMs = 20_000): Promise<void> {
  await page.locator('main h1').first().waitFor({ timeout: withinMs });
  const deadline = performance.now() + withinMs;
  while (!(await page.evaluate<boolean>(IS_SETTLED))) {
    if (performance.now() > deadline) throw new Error('it is still loading');
    await sleep(LOOK_EVERY_MS);
  }
}

const IS_SETTLED = `document.querySelector('main [aria-busy=true], main .mantine-Skeleton-root') === null
  && document.fonts.status === 'loaded'
  && document.getAnimations().every(
    ({ playState, effect }) => playState !== 'running' || effect.getTiming().iterations === Infinity,
  )`;

/** Components that look at the size of the window have done so by the second. */
const NEXT_FRAME = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))`;

/** One line for each thing that does not fit. */
export async function layoutProblems(page: Page): Promise<string[]> {
  await page.evaluate(NEXT_FRAME);
  return page.evaluate<string[]>(`(${inspectLayout})(${JSON.stringify(MUST_FIT)})`);
}

/** The text of each element that has one, as it can be read, without what is code or a person’s own words. */
export async function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${readTexts})()`);
}

/** All that the page has, also what is out of sight: texts, names, and what is typed in fields. Tables are scrolled through. */
export async function everyText(page: Page): Promise<Set<string>> {
  const texts = new Set<string>();
  for (let isMore = true; isMore; ) {
    for (const text of await page.evaluate<string[]>(`(${readEverything})()`)) texts.add(text);
    isMore = await page.evaluate<boolean>(`(${scrollOn})()`);
    if (isMore) await page.evaluate(NEXT_FRAME);
  }
  return texts;
}

/** Elements and attributes that texts of others have become, which they never may. One line each. */
export async function foreignMarkup(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${findForeignMarkup})()`);
}

const readEverything = `() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node.data);
  for (const field of document.querySelectorAll('input, textarea')) texts.push(field.value);
  return texts;
}`;

const scrollOn = `() => [...document.querySelectorAll('main [role=region], main [role=log]')].some((one) => {
  const before = one.scrollTop;
  one.scrollTop += one.clientHeight / 2;
  return one.scrollTop > before;
})`;

const findForeignMarkup = `() => {
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    const attributes = [...one.attributes];
    const runs = attributes.some(({ name, value }) => /^on/i.test(name) || /^\\s*(javascript|data|vbscript):/i.test(value));
    const isForeign = one.matches('script:not([src^="/msg/assets/"]), iframe, object, embed, base, meta, link, style, math, marquee, image, audio, video');
    const isElsewhere = one.matches('a[href^="//"], [ping], [formaction], img:not([src^="/msg/"], [src^="blob:"])');
    if (runs || isForeign || isElsewhere) found.push(one.outerHTML.slice(0, 120));
  }
  return found;
}`;

const inspectLayout = `(mustFit) => {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('main *, header *')]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && one.closest('[role=region]') === null)
      .slice(0, 3)
      .map((one) => one.tagName.toLowerCase() + '.' + String(one.className).split(' ').pop());
    problems.push('the page is ' + root.scrollWidth + ' wide in ' + root.clientWidth + ': ' + wide.join(', '));
  }
  for (const one of document.querySelectorAll(mustFit)) {
    const { width, height } = one.getBoundingClientRect();
    const isHidden = !one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    // What only screen readers have is one pixel large.
    if (isHidden || width <= 1 || height <= 1 || one.clientWidth <= 1) continue;
    const text = one.textContent.trim();
    if (text !== '' && one.scrollWidth > one.clientWidth + 1) {
      problems.push(one.tagName.toLowerCase() + ' “' + text.slice(0, 60) + '” takes ' + one.scrollWidth + ' of ' + one.clientWidth);
    }
  }
  return [...new Set(problems)];
}`;

const readTexts = `() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.data.trim();
    if (text === '' || node.parentElement.closest('code, pre, script, style, kbd, [lang]:not(html), [translate=no]') !== null) continue;
    if (node.parentElement.checkVisibility()) texts.push(text);
  }
  for (const one of document.querySelectorAll('main [aria-label], main [placeholder], main [title]')) {
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const text = one.getAttribute(name);
      if (text !== null && text !== '') texts.push(text);
    }
  }
  return texts;
}`;
