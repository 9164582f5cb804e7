import type { Change } from '../../../domain/ports/changes.ts';

/** When something is first due in the lanes that a commit touches. */
export class LaneTimes {
  readonly #times = new Map<string, number>();

  add(lane: string, nextAttemptAtMs: number): void {
    const known = this.#times.get(lane);
    if (known === undefined || nextAttemptAtMs < known) this.#times.set(lane, nextAttemptAtMs);
  }

  tell(changes: Change[]): void {
    if (this.#times.size === 0) return;
    const lanes = [...this.#times].map(([lane, nextAttemptAtMs]) => ({ lane, nextAttemptAtMs }));
    changes.push({ kind: 'queued', lanes });
  }
}

/** All that the operations of a commit queued, as one change in the place of the last: a lane is named once. */
export function mergeQueued(changes: readonly Change[]): Change[] {
  const queued = changes.filter(({ kind }) => kind === 'queued');
  if (queued.length < 2) return [...changes];
  const lanes = new LaneTimes();
  const merged: Change[] = [];
  for (const change of changes) {
    if (change.kind !== 'queued') merged.push(change);
    else for (const { lane, nextAttemptAtMs } of change.lanes) lanes.add(lane, nextAttemptAtMs);
    if (change === queued.at(-1)) lanes.tell(merged);
  }
  return merged;
}
