/** Recognises the notices that servers send, ours and others'. RFC 6522 section 3, RFC 3464 section 2 */
import type { ByteString } from '../mime/byte-string.ts';
import { parseParameterizedValue } from '../mime/parameterized-value.ts';

const MAX_PARAMETERS = 20;

/**
 * @param sender return path: a notice has the null one, RFC 5321 section 4.5.5; what looks like a notice and has
 *   another is somebody's letter.
 * @param contentType value of Content-Type, unfolded; null where there is none.
 */
export function isDeliveryReport(sender: string, contentType: ByteString | null): boolean {
  if (sender !== '' || contentType === null) return false;
  const { value, parameters } = parseParameterizedValue(contentType, MAX_PARAMETERS, new Set());
  const type = parameters.find(([name]) => name === 'report-type')?.[1].toLowerCase();
  return value === 'multipart/report' && type === 'delivery-status';
}
