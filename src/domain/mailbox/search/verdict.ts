/** Three answers: what is not known yet is asked again when more of the message has been read. */
export type Verdict = 0 | 1 | 2;

export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;

export function verdictOf(isMatch: boolean): Verdict {
  return isMatch ? YES : NO;
}

export type Condition<C> = (candidate: C) => Verdict;

export function allOf<C>(conditions: readonly Condition<C>[]): Condition<C> {
  if (conditions.length === 1) return conditions[0];
  return (candidate) => {
    let result: Verdict = YES;
    for (const condition of conditions) {
      const verdict = condition(candidate);
      if (verdict === NO) return NO;
      if (verdict === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };
}

export function anyOf<C>(conditions: readonly Condition<C>[]): Condition<C> {
  if (conditions.length === 1) return conditions[0];
  return (candidate) => {
    let result: Verdict = NO;
    for (const condition of conditions) {
      const verdict = condition(candidate);
      if (verdict === YES) return YES;
      if (verdict === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };
}

export function not<C>(condition: Condition<C>): Condition<C> {
  return (candidate) => {
    const verdict = condition(candidate);
    return verdict === UNKNOWN ? UNKNOWN : verdict === YES ? NO : YES;
  };
}
