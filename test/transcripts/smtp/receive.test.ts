import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectClient, type Office, openOffice } from '../../support/smtp-office.ts';
import type { TestListener } from '../../support/test-listener.ts';

let office: Office;
let mx: TestListener;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});

describe('a message', () => {
  test('is stored as it came, below Return-Path and Received', async () => {
    using client = await connectClient(mx);
    const text = 'From: sender@example.net\r\nSubject: one\r\n\r\n..two dots\r\n.\tone\r\nlast';
    const stuffed = text.replaceAll('\r\n.', '\r\n..');
    expect(await client.deliver(stuffed, ['alice@example.test'])).toMatch(/^250 2\.0\.0 Ok: queued as [0-9A-Z]{12}$/);
    const [stored = ''] = await office.messages('alice');
    expect(stored).toMatch(
      /^Return-Path: <sender@example\.net>\r\nReceived: from client\.example\.net \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example\.test with ESMTP id [0-9A-Z]{12}\r\n\tfor <alice@example\.test>;\r\n\t\w{3}, \d+ \w{3} \d{4} [\d:]{8} [+-]\d{4}\r\nFrom: /,
    );
    expect(stored.slice(stored.indexOf('From: '))).toBe(`${text}\r\n`);
  });
});
