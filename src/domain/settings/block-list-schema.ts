/** The setting `dnsBlockLists`: each list as one line of text, checked when it is set. */
import { z } from 'zod';
import { isFailure } from '../../base/failure.ts';
import type { ValueProblem } from '../../base/value-problem.ts';
import { parseBlockList } from '../reputation/block-list.ts';

/** Each client that connects is asked for in each of them. */
const MAX_LISTS = 32;
const MAX_CHARACTERS = 1000;
/** What is repeated of a bad value. */
const MAX_REPEATED_CHARACTERS = 100;

const blockList = z
  .string()
  .max(MAX_CHARACTERS)
  .transform((value) => value.trim().replace(/\s+/g, ' '))
  .superRefine((value, context) => {
    try {
      parseBlockList(value);
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      const params: ValueProblem = { problem: 'not-a-block-list', value: value.slice(0, MAX_REPEATED_CHARACTERS) };
      context.addIssue({ code: 'custom', message: params.problem, params: { ...params } });
    }
  });

/** As an array, or separated by commas or line ends. */
export const blockLists = z
  .union([
    z.array(z.string()),
    z.string().transform((value) => value.split(/[,\n]/).filter((part) => part.trim() !== '')),
  ])
  .pipe(z.array(blockList).max(MAX_LISTS));
