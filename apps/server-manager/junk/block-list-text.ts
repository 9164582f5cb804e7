/** A block list as the setting has it, `ZONE [reject | score=N] …`, and as a form shows it. What else it says stays. */

export interface BlockListEntry {
  readonly zone: string;
  /** Null: mail is refused. */
  readonly points: number | null;
  /** Codes that count, masks, what is looked up: for those who know. */
  readonly rest: string;
}

export function readBlockList(text: string): BlockListEntry {
  const [zone = '', ...words] = text.trim().split(/\s+/);
  const score = words.find((word) => word.startsWith('score='));
  const rest = words.filter((word) => word !== 'reject' && !word.startsWith('score='));
  return { zone, points: score === undefined ? null : Number(score.slice('score='.length)), rest: rest.join(' ') };
}

export function writeBlockList({ zone, points, rest }: BlockListEntry): string {
  return [zone.trim(), points === null ? 'reject' : `score=${points}`, rest].filter((word) => word !== '').join(' ');
}
