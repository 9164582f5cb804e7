import type { QuarantineId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';

export const quarantine: Handler<'quarantine'> = (context, operation) => {
  context.requireSpace();
  const { queueId, returnPath, recipients, clientAddress, reasons } = operation.message;
  const { submitter, wishes, authentication, heldBecause } = operation.message;
  const intent = { submitter, wishes, authentication, heldBecause };
  const content = context.contents.file(operation.content, { quarantined: 1 });
  const quarantined = context.database.insert(
    INSERT,
    ...[queueId, content, JSON.stringify(returnPath), JSON.stringify(recipients), clientAddress],
    ...[JSON.stringify(reasons), operation.receivedAt.ms, JSON.stringify(intent)],
  ) as QuarantineId;
  context.changes.push({ kind: 'quarantine-changed' });
  return { quarantined };
};

const INSERT = `
  INSERT INTO quarantine (queue_id, content, return_path, recipients, client_address, reasons, received_at_ms, intent)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
