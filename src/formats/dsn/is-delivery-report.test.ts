import { expect, test } from 'vitest';
import { isDeliveryReport } from './is-delivery-report.ts';

test.each([
  ['', 'multipart/report; report-type=delivery-status; boundary="b"', true],
  ['', 'Multipart/Report; boundary=b; report-type="Delivery-Status"', true],
  ['', 'multipart/report; report-type=disposition-notification; boundary=b', false],
  ['', 'multipart/mixed; report-type=delivery-status', false],
  ['', 'text/plain', false],
  ['', null, false],
  ['bob@example.com', 'multipart/report; report-type=delivery-status; boundary="b"', false],
])('from <%s> with %s: %s', (sender, type, expected) => expect(isDeliveryReport(sender, type)).toBe(expected));
