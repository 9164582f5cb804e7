/** Endpoints of messages that were held back on arrival. REQUIREMENTS MI10 */
import type { QuarantineId } from '../../../domain/ports/ids.ts';
import type { Quarantined } from '../../../domain/ports/quarantine.ts';
import type { QuarantinedView } from '../../../wire/admin/mail-schemas.ts';
import type { Handlers } from '../handler.ts';

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
  async 'quarantine.release'({ body: { ids } }, { quarantine }, { userId }) {
    return { changed: await quarantine.release(ids as QuarantineId[], userId) };
  },
  async 'quarantine.delete'({ body: { ids } }, { quarantine }, { userId }) {
    return { changed: await quarantine.delete(ids as QuarantineId[], userId) };
  },
};

function viewQuarantined(message: Quarantined): QuarantinedView {
  const { id, queueId, returnPath, recipients, clientAddress, reasons, sizeBytes, receivedAtMs } = message;
  return {
    id,
    queueId,
    sender: returnPath.address,
    recipients: [...recipients],
    clientAddress,
    reasons: reasons.map(({ filter, text }) => ({ filter, text })),
    sizeBytes,
    receivedAt: new Date(receivedAtMs).toISOString(),
  };
}
