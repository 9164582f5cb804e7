import { Failure } from '../../base/failure.ts';

export interface FilterLimits {
  /** How deep a filter may be nested; one assertion alone has the depth 1. */
  readonly maxDepth: number;
  /** Assertions and operators of one filter. */
  readonly maxTerms: number;
}

export const DEFAULT_FILTER_LIMITS: FilterLimits = { maxDepth: 20, maxTerms: 256 };

/** What a filter may still cost. */
export class FilterBudget {
  readonly #limits: FilterLimits;
  #terms = 0;

  constructor(limits: FilterLimits) {
    this.#limits = limits;
  }

  /** Throws Failure `too-many`. To be asked before what lies deeper is looked at. */
  spend(depth: number): void {
    const { maxDepth, maxTerms } = this.#limits;
    this.#terms += 1;
    if (this.#terms <= maxTerms && depth <= maxDepth) return;
    throw new Failure('too-many', 'the filter is too large', { detail: { maxTerms, maxDepth } });
  }
}
