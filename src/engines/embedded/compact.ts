/** Compaction: the order of its steps. Each is a short task of the writer, so that operations go on in between. */
import type { MailboxId, Uid } from '../../domain/ports/ids.ts';
import type { CompactionReport, CompactOptions } from '../../domain/ports/store.ts';
import { CONTENT_GRACE_MS } from './limits.ts';
import type { MaintenanceParts } from './maintenance.ts';
import type { CompactionStep, Task } from './protocol.ts';
import type { SegmentNumber } from './segments/layout.ts';

export async function compactStore(parts: MaintenanceParts, options: CompactOptions): Promise<CompactionReport> {
  const { writer, nowMs } = parts;
  const run = async (task: Task) => (await writer.run(task)) as CompactionStep;

  const beforeMs = options.forgetExpungedBeforeMs;
  const tombstonesRemoved = await repeat((after = [0, 0]) =>
    run({ kind: 'forget-tombstones', beforeMs, after: after as [MailboxId, Uid] }),
  );
  const unreferencedBeforeMs = nowMs() - CONTENT_GRACE_MS;
  const contentsRemoved = await repeat(() => run({ kind: 'remove-contents', unreferencedBeforeMs }));
  parts.hints.clear();

  for (const segment of sparseSegments(parts, options.deadShare)) {
    await repeat((after = [0]) => run({ kind: 'move-contents', segment, after: after[0] ?? 0 }));
  }
  let segmentsRemoved = 0;
  let freedBytes = 0;
  for (const segment of retiredSegments(parts)) {
    // Whoever still reads it keeps it until the next compaction.
    if (parts.segments.isLeased(segment)) continue;
    await parts.segments.forget(segment);
    const step = await run({ kind: 'remove-segment', segment });
    segmentsRemoved += step.removed;
    freedBytes += step.freedBytes;
  }
  return { tombstonesRemoved, contentsRemoved, segmentsRemoved, freedBytes };
}

/** Runs steps of a kind until there is none left. Returns what they removed. */
async function repeat(step: (after?: readonly number[]) => Promise<CompactionStep>): Promise<number> {
  let removed = 0;
  let done = await step();
  for (;;) {
    removed += done.removed;
    if (done.next === null) return removed;
    done = await step(done.next);
  }
}

/** Segments to rewrite, the emptiest first. The newest shared one is still being filled. */
function sparseSegments({ database }: MaintenanceParts, deadShare: number): SegmentNumber[] {
  return database.rows<[SegmentNumber]>(SPARSE, deadShare).map(([number]) => number);
}

function retiredSegments({ database }: MaintenanceParts): SegmentNumber[] {
  return database.rows<[SegmentNumber]>('SELECT number FROM segment WHERE is_retired = 1').map(([number]) => number);
}

const SPARSE = `
  SELECT number FROM segment
  WHERE is_retired = 0 AND dead_bytes > 0 AND dead_bytes >= ? * used_bytes
    AND number <> coalesce((SELECT max(number) FROM segment WHERE is_shared = 1 AND is_retired = 0), 0)
  ORDER BY CAST(dead_bytes AS REAL) / used_bytes DESC`;
