/** Who holds a content: named kinds of reference, each counted in a column of the content and recounted by the checker. */
import type { Database } from './index/database.ts';

/** Emails, messages of the queue, messages in quarantine. */
export const HOLDER_KINDS = ['emails', 'queued', 'quarantined'] as const;

export type HolderKind = (typeof HOLDER_KINDS)[number];
/** Holders by kind; those that are absent are none. */
export type Holders = Partial<Readonly<Record<HolderKind, number>>>;

/** SQL: how many holders a content has. */
export const HOLDERS = HOLDER_KINDS.join(' + ');

/** In the order of HOLDER_KINDS. */
export function holderCounts(holders: Holders): number[] {
  return HOLDER_KINDS.map((kind) => holders[kind] ?? 0);
}

/** Adds holders to a content. */
export function holdContent(database: Database, content: number, holders: Holders): void {
  database.run(HOLD, ...holderCounts(holders), content);
}

/** Takes one holder away; a content without any is left for compaction. */
export function releaseContent(database: Database, content: number, kind: HolderKind, nowMs: number): void {
  database.run(RELEASE[kind], nowMs, content);
}

const HOLD = `
  UPDATE content SET ${HOLDER_KINDS.map((kind) => `${kind} = ${kind} + ?`).join(', ')}, unreferenced_since_ms = NULL
  WHERE id = ?`;

function releaseSql(kind: HolderKind): string {
  return `
    UPDATE content SET ${kind} = ${kind} - 1, unreferenced_since_ms = CASE WHEN ${HOLDERS} = 1 THEN ? END
    WHERE id = ?`;
}

const RELEASE: Readonly<Record<HolderKind, string>> = {
  emails: releaseSql('emails'),
  queued: releaseSql('queued'),
  quarantined: releaseSql('quarantined'),
};
