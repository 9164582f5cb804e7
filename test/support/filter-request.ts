/** What content filters are asked in tests. */
import type { FilterRequest } from '../../src/domain/ports/content-filter.ts';
import { NULL_RETURN_PATH } from '../../src/domain/ports/queue.ts';

/** A message from outside for one recipient, in chunks of a few hundred octets. */
export function filterRequest(message: string | Uint8Array, overrides: Partial<FilterRequest> = {}): FilterRequest {
  const bytes = Buffer.from(message);
  return {
    queueId: 'Q1',
    hostname: 'mail.example.test',
    direction: 'incoming',
    client: {
      name: 'client.example.org',
      address: '192.0.2.1',
      port: 40_000,
      hostName: null,
      tls: 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384',
      userId: null,
    },
    returnPath: { ...NULL_RETURN_PATH, address: 'sender@example.org' },
    recipients: ['alice@example.test'],
    noticeWishes: new Map(),
    sizeBytes: bytes.length,
    async *message() {
      for (let at = 0; at < bytes.length; at += 500) yield bytes.subarray(at, at + 500);
    },
    ...overrides,
  };
}
