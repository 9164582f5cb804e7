/** What the words lead to: screens by their names in the language of the page, and what the server finds. */
import { useMemo } from 'react';
import { useRead } from '../api/use-api.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/session.tsx';
import { addressOf } from './address-of.ts';
import { usePlaces } from './places.tsx';
import { recentOf } from './recent.ts';
import { hasAllWords } from './words.ts';

export interface Find {
  readonly address: string;
  readonly label: string;
  /** What tells it from others of its name; may be empty. */
  readonly detail: string;
}

export interface FindGroup {
  readonly label: string;
  readonly finds: readonly Find[];
  /** That were found and are not here. */
  readonly more: number;
}

const KINDS = ['user', 'alias', 'group', 'domain', 'setting'] as const;
const MAX_PLACES = 6;

/** @param asked what was typed; empty: what was found before, and the screens. */
export function useFinds(asked: string): { readonly groups: readonly FindGroup[]; readonly isSearching: boolean } {
  const { t } = useI18n();
  const { may, me } = useSession();
  const places = usePlaces();
  const isWanted = asked !== '' && may('search');
  const found = useRead('search', { query: { query: asked } }, { isWanted, keepsPrevious: true });
  const groups = useMemo(() => {
    const named = places
      .map(({ address, label, application }) => ({ address, label: t(label), detail: t(application) }))
      .filter(({ label }) => hasAllWords(label, asked));
    const screens: FindGroup = { label: t('web.search.screen'), finds: named.slice(0, MAX_PLACES), more: 0 };
    if (asked === '') {
      const recent = recentOf(me.userId).map((find) => ({ ...find, detail: '' }));
      return [{ label: t('web.search.recent'), finds: recent, more: 0 }, screens];
    }
    const { hits = [], totals } = isWanted ? (found.data ?? {}) : {};
    const kinds = KINDS.map((kind): FindGroup => {
      const finds = hits
        .filter((hit) => hit.kind === kind)
        .flatMap(({ name, title, matched }) => {
          const address = addressOf(kind, name);
          const detail = title === '' || title === name ? (matched.value === name ? '' : matched.value) : title;
          return address === null ? [] : { address, label: name, detail };
        });
      return { label: t(`web.search.${kind}`), finds, more: (totals?.[kind] ?? 0) - finds.length };
    });
    return [...kinds, screens];
  }, [asked, places, t, me.userId, found.data, isWanted]);
  return { groups: groups.filter(({ finds }) => finds.length > 0), isSearching: isWanted && found.isFetching };
}
