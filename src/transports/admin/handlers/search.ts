/** One search over everything that has a name. REQUIREMENTS SM2 */
import type { Handlers } from '../handler.ts';

export const searchHandlers: Handlers<'search'> = {
  async search({ query }, { findAnything }, by) {
    const { hits, totals } = await findAnything(by, query.query, query.limit);
    return { hits: [...hits], totals: { ...totals } };
  },
};
