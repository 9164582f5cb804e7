/** Keys that lie side by side, on the keyboards of the six languages, and letters in the order of the alphabet. */

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '!@#$%^&*()',
  '!"§$%&/()=',
];
const RUNS = ROWS.flatMap((row) => [row, Array.from(row).reverse().join('')]);

/** Where the longest run that begins at a place ends; the place itself where there is none. */
export function keyboardRunEnd(characters: readonly string[], start: number): number {
  let end = start;
  let text = '';
  while (end < characters.length) {
    text += characters[end]?.toLowerCase() ?? '';
    if (!RUNS.some((run) => run.includes(text))) break;
    end += 1;
  }
  return end;
}
