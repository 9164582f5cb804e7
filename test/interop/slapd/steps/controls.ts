/** Controls: pages (RFC 2696), sorting (RFC 2891), assertions (RFC 4528), and those that are not known. */
import { encode } from '../../../../src/wire/ldap/ber-writer.ts';
import {
  CONTROL,
  formatPageControl,
  formatSortControl,
  parsePageControl,
  type SortKey,
} from '../../../../src/wire/ldap/controls.ts';
import { encodeFilter } from '../../../../src/wire/ldap/encode-filter.ts';
import { parseFilterText } from '../../../../src/wire/ldap/parse-filter-text.ts';
import type { Control } from '../../../../src/wire/ldap/request.ts';
import type { FoundEntry, LdapTestClient } from '../../../support/ldap-client.ts';
import { ALICE, BASE, PEOPLE } from '../office.ts';
import type { Outcome } from '../outcome.ts';
import { ask, type Step, search } from '../step.ts';

const NOTHING = new Uint8Array(0);
const PERSON = '(objectClass=person)';

const control = (type: string, value: Uint8Array | null, isCritical = true): Control => ({ type, value, isCritical });
const page = (size: number, cookie: Uint8Array = NOTHING) =>
  control(CONTROL.pagedResults, formatPageControl({ size, cookie }));
const sortBy = (attribute: string, more: Partial<SortKey> = {}) => ({
  attribute,
  rule: null,
  isReverse: false,
  ...more,
});
const sort = (keys: readonly SortKey[], isCritical = true) =>
  control(CONTROL.sortRequest, formatSortControl(keys), isCritical);
const assertion = (filter: string) => control(CONTROL.assertion, encode(encodeFilter(parseFilterText(filter))));

/** All pages of a search, with the number of entries in each. */
function pages(
  size: number,
  filter: string,
  more: { readonly sizeLimit?: number; readonly sorted?: boolean } = {},
): Step {
  const { sizeLimit = 0, sorted = false } = more;
  const note = `${sizeLimit === 0 ? '' : `, at most ${sizeLimit}`}${sorted ? ', sorted' : ''}`;
  return {
    name: `alice: ${filter} in pages of ${size}${note}`,
    as: 'alice',
    run: (client) => allPages(client, size, filter, sizeLimit, sorted),
  };
}

async function allPages(
  client: LdapTestClient,
  size: number,
  filter: string,
  sizeLimit: number,
  isSorted: boolean,
): Promise<Outcome> {
  const entries: FoundEntry[] = [];
  const counts: number[] = [];
  for (let cookie = NOTHING; ; ) {
    const controls = [page(size, cookie), ...(isSorted ? [sort([sortBy('cn')])] : [])];
    const found = await client.search({ base: PEOPLE, filter, attributes: ['1.1'], sizeLimit, controls });
    entries.push(...found.entries);
    counts.push(found.entries.length);
    const answer = found.controls.find(({ type }) => type === CONTROL.pagedResults)?.value ?? null;
    cookie = answer === null ? NOTHING : new Uint8Array(parsePageControl(answer).cookie);
    const isOver = cookie.length === 0;
    const code = `${found.result.code}, pages of ${counts.join(', ')}`;
    // Which of them are the first is nobody's promise.
    if (isOver) return sizeLimit === 0 ? { code, entries, isOrdered: isSorted } : { code };
  }
}

const controlled = (note: string, controls: readonly Control[], filter = PERSON) =>
  search(filter, {
    base: PEOPLE,
    controls,
    note,
    isOrdered: controls.some(({ type }) => type === CONTROL.sortRequest),
  });

export const controlSteps: readonly Step[] = [
  pages(2, PERSON),
  pages(3, '(uid=a*)'),
  pages(1, '(uid=alice)'),
  pages(100, PERSON),
  pages(2, '(uid=nobody)'),
  pages(2, PERSON, { sizeLimit: 3 }),
  pages(2, PERSON, { sizeLimit: 2 }),
  pages(2, PERSON, { sorted: true }),
  controlled('a page of 0', [page(0)]),
  controlled('a page with a cookie that nobody gave', [page(2, Buffer.from('nonsense'))]),
  controlled('a page control without a value', [control(CONTROL.pagedResults, null)]),
  controlled('a page control with nonsense', [control(CONTROL.pagedResults, Buffer.from('x'))]),
  controlled('two page controls', [page(2), page(2)]),
  controlled('sorted by cn', [sort([sortBy('cn')])]),
  controlled('sorted by cn, backwards', [sort([sortBy('cn', { isReverse: true })])]),
  controlled('sorted by title and cn', [sort([sortBy('title'), sortBy('cn')])]),
  controlled('sorted by cn with a rule', [sort([sortBy('cn', { rule: 'caseIgnoreOrderingMatch' })])]),
  controlled('sorted by cn with a rule that does not exist', [sort([sortBy('cn', { rule: '1.2.3' })])]),
  controlled('sorted by an attribute that does not exist', [sort([sortBy('noSuchAttribute')])]),
  controlled('sorted by mail', [sort([sortBy('mail')])]),
  controlled('sorted with nonsense', [control(CONTROL.sortRequest, Buffer.from('x'))]),
  search(PERSON, {
    ...{ base: PEOPLE, note: 'sorted by an attribute that does not exist, if possible' },
    controls: [sort([sortBy('noSuchAttribute')], false)],
  }),
  search('(objectClass=*)', {
    base: ALICE,
    scope: 'base',
    controls: [assertion('(uid=alice)')],
    note: 'if it is true',
  }),
  search('(objectClass=*)', { base: ALICE, scope: 'base', controls: [assertion('(uid=bob)')], note: 'if it is false' }),
  search('(uid=bob)', { controls: [assertion('(dc=example)')], note: 'if it is true of the base' }),
  search('(uid=bob)', { controls: [assertion('(uid=bob)')], note: 'if it is false of the base' }),
  search('(uid=bob)', { controls: [assertion('(noSuchAttribute=x)')], note: 'if it cannot be decided' }),
  search('(uid=bob)', { controls: [control(CONTROL.assertion, Buffer.from('x'))], note: 'if nonsense' }),
  search('(uid=bob)', { base: 'dc=other,dc=test', controls: [assertion('(uid=bob)')], note: 'if it is true' }),
  search('(uid=bob)', { controls: [control(CONTROL.manageDsaIT, null)], note: 'ManageDsaIT' }),
  search('(uid=bob)', { controls: [control('1.2.3.4', null)], note: 'a critical control that is not known' }),
  search('(uid=bob)', { controls: [control('1.2.3.4', null, false)], note: 'a control that is not known' }),
  search('(uid=bob)', { controls: [control(CONTROL.preRead, null)], note: 'a critical control of other operations' }),
  ...[true, false].map((isCritical) =>
    ask(
      'alice',
      `compare in pages, ${isCritical ? 'critical' : 'if possible'}`,
      { kind: 'compare', name: ALICE, attribute: 'uid', value: Buffer.from('alice') },
      [control(CONTROL.pagedResults, formatPageControl({ size: 2, cookie: NOTHING }), isCritical)],
    ),
  ),
  ...['(uid=alice)', '(uid=bob)'].map((filter) =>
    ask(
      'alice',
      `compare if ${filter}`,
      { kind: 'compare', name: ALICE, attribute: 'uid', value: Buffer.from('alice') },
      [assertion(filter)],
    ),
  ),
  ask(
    'alice',
    'who am I with a critical control that is not known',
    { kind: 'extended', name: '1.3.6.1.4.1.4203.1.11.3', value: null },
    [control('1.2.3.4', null)],
  ),
  ask(
    'alice',
    `compare of the domain if (dc=example)`,
    { kind: 'compare', name: BASE, attribute: 'dc', value: Buffer.from('example') },
    [assertion('(dc=example)')],
  ),
];
