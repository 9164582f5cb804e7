import { randomInt } from 'node:crypto';

/** Without the letters and digits that are taken for one another when read aloud or copied by hand. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** About 79 bits, such as `k7hp-2wqx-9mda-c4tz`: never chosen, so that nobody has it elsewhere, and nobody guesses it. */
export function generateAppPassword(pick: (below: number) => number = (below) => randomInt(below)): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => READABLE[pick(READABLE.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
