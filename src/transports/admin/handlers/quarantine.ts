/** Endpoints of messages that were held back on arrival. REQUIREMENTS MI10 */
import { isFailure } from '../../../base/failure.ts';
import type { QuarantineId } from '../../../domain/ports/ids.ts';
import type { Quarantined } from '../../../domain/ports/quarantine.ts';
import type { QuarantinedView } from '../../../wire/admin/mail-schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';

export const quarantineHandlers: Handlers<'quarantine'> = {
  async 'quarantine.list'({ query: { query: text, before, limit } }, { quarantine }) {
    const messages = await quarantine.list({
      limit,
      ...(text === undefined ? {} : { text }),
      ...(before === undefined ? {} : { before: before as QuarantineId }),
    });
    return { messages: messages.map(viewQuarantined), total: await quarantine.count() };
  },
  async 'quarantine.show'({ path }, { quarantine }) {
    const id = path.id as QuarantineId;
    return { ...viewQuarantined(await quarantine.show(id)), header: await quarantine.readHeader(id) };
  },
  async 'quarantine.release'({ body }, { quarantine }, { actor }) {
    const ids = body.ids as QuarantineId[];
    const missing = await missingFrom(ids, quarantine);
    return { changed: await quarantine.release(ids, actor.name), missing };
  },
  async 'quarantine.delete'({ body }, { quarantine }, { actor }) {
    const ids = body.ids as QuarantineId[];
    const missing = await missingFrom(ids, quarantine);
    return { changed: await quarantine.delete(ids, actor.name), missing };
  },
};

/** Looked for before anything is done to the others, which takes them away. */
async function missingFrom(
  ids: readonly QuarantineId[],
  quarantine: AdminDependencies['quarantine'],
): Promise<QuarantineId[]> {
  const missing: QuarantineId[] = [];
  for (const id of new Set(ids)) {
    try {
      await quarantine.show(id);
    } catch (error) {
      if (!isFailure(error, 'not-found')) throw error;
      missing.push(id);
    }
  }
  return missing;
}

function viewQuarantined(message: Quarantined): QuarantinedView {
  const { id, queueId, returnPath, recipients, clientAddress, reasons, sizeBytes, receivedAtMs } = message;
  return {
    id,
    queueId,
    sender: returnPath.address,
    recipients: recipients.map(({ address }) => address),
    clientAddress,
    reasons: reasons.map(({ filter, text }) => ({ filter, text })),
    sizeBytes,
    receivedAt: new Date(receivedAtMs).toISOString(),
  };
}
