/**
 * The search of the help centre. It works in the browser alone: the index is fetched when somebody begins to type, and
 * what is found is set as text, never as markup. Without this script the pages have no search field, and all else.
 */

const MAX_RESULTS = 20;
const MAX_QUERY_CHARACTERS = 200;
const MAX_QUERY_WORDS = 10;
const LETTERS = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd' };

/** Words without case and accents; the index was made with the same. */
export function foldWords(text) {
  return text
    .toLowerCase()
    .replace(/[ßłøæœđ]/g, (letter) => LETTERS[letter])
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Entries that have a word beginning with each word of the query; first those where titles have it, then by page. */
export function findEntries(entries, query) {
  const words = foldWords(query.slice(0, MAX_QUERY_CHARACTERS)).slice(0, MAX_QUERY_WORDS);
  if (words.length === 0) return [];
  const found = [];
  for (const entry of entries) {
    const score = scoreOf(entry, words);
    if (score > 0) found.push({ entry, score });
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_RESULTS)
    .map(({ entry }) => entry);
}

function scoreOf(entry, words) {
  const text = ` ${entry.w} `;
  const heading = ` ${foldWords(entry.h).join(' ')} `;
  const title = ` ${foldWords(entry.t).join(' ')} `;
  // What explains comes before what lists.
  let score = /^(?:commands|api)\//.test(entry.p) ? 0 : 6;
  for (const word of words) {
    if (!text.includes(` ${word}`)) return 0;
    score += text.includes(` ${word} `) ? 2 : 1;
    if (heading.includes(` ${word}`)) score += heading.includes(` ${word} `) ? 6 : 4;
    if (title.includes(` ${word}`)) score += entry.h === '' ? 7 : 3;
  }
  return score;
}

function start(form) {
  const input = form.querySelector('input');
  const status = form.querySelector('[role=status]');
  const list = form.querySelector('ul');
  const { base, index, found, none } = form.dataset;
  let entries = null;

  const load = () => {
    entries ??= fetch(index).then((answer) => (answer.ok ? answer.json() : []));
    return entries;
  };
  const show = (results) => {
    list.replaceChildren(...results.map((entry) => itemOf(entry, base)));
    list.hidden = results.length === 0;
    const isEmpty = input.value.trim() === '';
    status.textContent = isEmpty ? '' : results.length === 0 ? none : found.replace('{number}', String(results.length));
  };
  const search = async () => {
    const query = input.value;
    const all = await load().catch(() => []);
    if (query === input.value) show(findEntries(all, query));
  };

  form.hidden = false;
  input.addEventListener('focus', () => void load().catch(() => []), { once: true });
  input.addEventListener('input', () => void search());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector('a')?.click();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      input.value = '';
      show([]);
      input.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveFocus([input, ...list.querySelectorAll('a')], event.key === 'ArrowDown' ? 1 : -1);
    }
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}

function moveFocus(places, step) {
  const next = places.indexOf(document.activeElement) + step;
  places[Math.min(Math.max(next, 0), places.length - 1)]?.focus();
}

function itemOf(entry, base) {
  const link = document.createElement('a');
  link.href = base + entry.p;
  link.append(textElement('strong', entry.h === '' ? entry.t : entry.h));
  if (entry.h !== '') link.append(textElement('span', entry.t));
  link.append(textElement('small', entry.x));
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function textElement(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

if (typeof document !== 'undefined') {
  const form = document.getElementById('docs-search');
  if (form !== null) start(form);
}
