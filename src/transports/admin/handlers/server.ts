/** Endpoints about the server itself: certificate, status, check, compaction. */
import { checkSettings } from '../../../domain/settings/check-settings.ts';
import type { FindingView } from '../../../wire/admin/schemas.ts';
import type { Handler } from '../handler.ts';

/** Findings listed in one answer; a store with more has one cause for most of them. */
const MAX_FINDINGS = 10_000;
/** A segment is rewritten when this share of it is dead. */
const DEAD_SHARE = 0.5;

interface ServerHandlers {
  readonly status: Handler<'status'>;
  readonly check: Handler<'check'>;
  readonly compact: Handler<'compact'>;
}

export const serverHandlers: ServerHandlers = {
  async status(_request, { server, queue, quarantine, settings }) {
    const { messages: queuedMessages, recipients: queuedRecipients, heldMessages } = await queue.counts();
    const mail = { queuedMessages, queuedRecipients, heldMessages, quarantined: await quarantine.count() };
    return { ...(await server.status()), mail, refusedSettings: [...settings.refused().keys()] };
  },
  async check({ body }, { store, settings, noteCheck }) {
    const findings: FindingView[] = [...checkSettings(settings, body)];
    for await (const finding of store.maintenance.check(body)) {
      if (findings.length === MAX_FINDINGS) {
        noteCheck(MAX_FINDINGS);
        return { findings, isTruncated: true };
      }
      findings.push({ ...finding });
    }
    noteCheck(findings.filter(({ outcome }) => outcome !== 'repaired').length);
    return { findings, isTruncated: false };
  },
  async compact(_request, { store, settings, clock }) {
    const forgetExpungedBeforeMs = clock.nowMs() - settings.get('keepExpungedMs');
    return { ...(await store.maintenance.compact({ forgetExpungedBeforeMs, deadShare: DEAD_SHARE })) };
  },
};
