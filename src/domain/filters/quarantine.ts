/** Messages that a filter wanted kept aside: who keeps them, looks at them, lets them go. MI10 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { splitMessage } from '../../formats/mime/split-message.ts';
import type { DeliverResult, Quarantine, ReleaseQuarantined } from '../ports/delivery-operations.ts';
import type { QuarantineId } from '../ports/ids.ts';
import type { Quarantined, QuarantineQuery } from '../ports/quarantine.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { Trace } from '../trace/trace.ts';

export interface QuarantineService {
  /** Keeps a message; it is on stable storage when this resolves. Throws Failure `no-space`. */
  keep(quarantine: Omit<Quarantine, 'kind'>): Promise<QuarantineId>;
  count(): Promise<number>;
  /** Newest first. */
  list(query: QuarantineQuery): Promise<readonly Quarantined[]>;
  /** Throws Failure `not-found`. */
  show(id: QuarantineId): Promise<Quarantined>;
  /** The header section as it was received, in UTF-8. Throws Failure `not-found`. */
  readHeader(id: QuarantineId): Promise<string>;
  /**
   * Delivers messages as if they had just come, without asking the filters again. Those that are gone are passed over.
   * Throws Failure `not-found` for one whose recipients are all gone, `no-space`; those before it have been delivered.
   *
   * @param by who wants it, for the trace.
   * @returns how many were delivered.
   */
  release(ids: readonly QuarantineId[], by: string): Promise<number>;
  /** Nobody is told. Those that are gone are passed over. */
  delete(ids: readonly QuarantineId[], by: string): Promise<number>;
  /** Deletes what has been kept for its time; to be called every now and then. */
  expire(signal: AbortSignal): Promise<number>;
}

/** What becomes of a message that is let go. */
export interface Redelivery extends Pick<ReleaseQuarantined, 'local' | 'outgoing' | 'receivedAt'> {
  /** To be called once it is filed: tells log and trace where it went, and senders who asked for it that it arrived. */
  filed(result: DeliverResult, log: Logger): Promise<void>;
}

export interface QuarantineDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly trace: Trace;
  readonly log: Logger;
  /** Resolves the recipients again, as they are now. */
  readonly redeliver: (message: Quarantined) => Promise<Redelivery>;
  /** Told of each message that is kept; for notices to the administrator. Must not throw. */
  readonly onKept?: (id: QuarantineId, message: Quarantine['message']) => void;
}

/** Of a header that is shown. */
const MAX_HEADER_BYTES = 128 * 1024;
const EXPIRED_AT_ONCE = 200;

export function createQuarantine(deps: QuarantineDeps): QuarantineService {
  const { store, settings, clock, trace, log } = deps;
  const reader = () => store.reader().quarantine;

  const show = async (id: QuarantineId): Promise<Quarantined> => {
    const message = await reader().get(id);
    if (message === null)
      throw new Failure('not-found', `not in quarantine: ${id}`, { detail: { kind: 'quarantined', name: String(id) } });
    return message;
  };
  const release = async (id: QuarantineId, by: string): Promise<boolean> => {
    const message = await reader().get(id);
    if (message === null) return false;
    const { filed, ...delivery } = await deps.redeliver(message);
    if (delivery.local.length + delivery.outgoing.length === 0) {
      throw new Failure('not-found', `no recipient of ${message.queueId} is left`, {
        detail: { kind: 'recipient', name: message.queueId },
      });
    }
    const [outcome] = await store.apply([{ kind: 'release-quarantined', quarantined: id, ...delivery }]);
    if (!outcome.ok) {
      // Somebody else was faster.
      if (outcome.failure.code === 'not-found') return false;
      throw outcome.failure;
    }
    trace.add(message.queueId, 'freed', { by });
    log.info({ queueId: message.queueId, by }, 'released from quarantine');
    await filed(outcome.value, log);
    return true;
  };
  const remove = async (ids: readonly QuarantineId[], by: string): Promise<number> => {
    const queueIds = new Map<QuarantineId, string>();
    for (const id of ids) {
      const message = await reader().get(id);
      if (message !== null) queueIds.set(id, message.queueId);
    }
    if (queueIds.size === 0) return 0;
    const { deleted } = await applyOne(store, { kind: 'delete-quarantined', quarantined: [...queueIds.keys()] });
    for (const id of deleted) {
      const queueId = queueIds.get(id) ?? '';
      trace.add(queueId, 'deleted', { by });
      log.info({ queueId, by }, 'deleted from quarantine');
    }
    return deleted.length;
  };

  return {
    async keep(quarantine) {
      const { message } = quarantine;
      const { quarantined } = await applyOne(store, { kind: 'quarantine', ...quarantine });
      const reason = message.reasons.map(({ filter, text }) => `${filter}: ${text}`).join('; ');
      trace.add(message.queueId, 'quarantined', { reason });
      log.warn({ queueId: message.queueId, reasons: message.reasons }, 'kept in quarantine');
      deps.onKept?.(quarantined, message);
      return quarantined;
    },
    count: () => reader().count(),
    list: (query) => reader().list(query),
    show,
    async readHeader(id) {
      const { content, sizeBytes } = await show(id);
      const head = store.contents.stream(content, 0, Math.min(sizeBytes, MAX_HEADER_BYTES));
      return (await splitMessage(head)).header.toString();
    },
    async release(ids, by) {
      let released = 0;
      for (const id of ids) released += Number(await release(id, by));
      return released;
    },
    delete: remove,
    async expire(signal) {
      const before = clock.nowMs() - settings.get('quarantineKeepMs');
      let expired = 0;
      while (!signal.aborted) {
        const ids = await reader().expired(before, EXPIRED_AT_ONCE);
        const removed = await remove(ids, 'expiry');
        if (removed === 0) break;
        expired += removed;
      }
      return expired;
    },
  };
}
