/** Which rows of a table are chosen, by their ids: they stay chosen while the table is scrolled and sorted. */
import { useMemo, useState } from 'react';

export interface Selection {
  readonly ids: readonly string[];
  readonly count: number;
  /** Whatever "select all" reached last. */
  readonly isAll: boolean;
  has(id: string): boolean;
  toggle(id: string): void;
  toggleAll(ids: readonly string[]): void;
  clear(): void;
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setIsAll] = useState(false);
  return useMemo(
    () => ({
      ids: [...chosen],
      count: chosen.size,
      isAll,
      has: (id) => chosen.has(id),
      toggle(id) {
        setIsAll(false);
        setChosen((before) => {
          const after = new Set(before);
          if (!after.delete(id)) after.add(id);
          return after;
        });
      },
      toggleAll(ids) {
        setChosen(isAll ? new Set() : new Set(ids));
        setIsAll(!isAll);
      },
      clear() {
        setIsAll(false);
        setChosen(new Set());
      },
    }),
    [chosen, isAll],
  );
}
