/** The setting `contentFilters`: each filter as one line of text, checked when it is set. */
import { z } from 'zod';
import { isFailure } from '../../base/failure.ts';
import type { ValueProblem } from '../../base/value-problem.ts';
import { findConflict, parseFilter } from '../filters/parse-filter.ts';
import type { FilterConfig } from '../ports/content-filter.ts';

/** Each message goes through all of them. */
const MAX_FILTERS = 16;
const MAX_CHARACTERS = 500;
/** What is repeated of a bad value. */
const MAX_REPEATED_CHARACTERS = 100;

const filter = z
  .string()
  .max(MAX_CHARACTERS)
  .transform((value) => value.trim().replace(/\s+/g, ' '))
  .superRefine((value, context) => {
    if (tryParse(value) !== null) return;
    raise(context, { problem: 'not-a-filter', value: value.slice(0, MAX_REPEATED_CHARACTERS) });
  });

/** As an array, or separated by commas or line ends; in the order in which they are asked. */
export const filterList = z
  .union([
    z.array(z.string()),
    z.string().transform((value) => value.split(/[,\n]/).filter((part) => part.trim() !== '')),
  ])
  .pipe(z.array(filter).max(MAX_FILTERS))
  .superRefine((values, context) => {
    const name = findConflict(values.flatMap((value) => tryParse(value) ?? []));
    if (name !== null) raise(context, { problem: 'filter-conflict', name });
  });

function tryParse(value: string): FilterConfig | null {
  try {
    return parseFilter(value);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

function raise(context: z.RefinementCtx, params: ValueProblem): void {
  context.addIssue({ code: 'custom', message: params.problem, params: { ...params } });
}
