import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { normalizePath, tryNormalizePath } from './mailbox-name.ts';

describe('names of mailboxes', () => {
  test.each([
    ['Projects', 'Projects'],
    ['Projects/2026', 'Projects/2026'],
    ['Projects/', 'Projects'],
    ['inbox', 'INBOX'],
    ['Inbox/Old', 'INBOX/Old'],
    ['Old/inbox', 'Old/inbox'],
    ['inboxes', 'inboxes'],
    ['Mu\u0308ll', 'Müll'],
    ['100 %*', '100 %*'],
    ['a'.repeat(255), 'a'.repeat(255)],
  ])('%j is stored as %j', (path, stored) => {
    expect(normalizePath(path)).toBe(stored);
    expect(normalizePath(stored)).toBe(stored);
  });

  test.each([
    ['', 'empty'],
    ['/', 'empty'],
    ['/a', 'empty-part'],
    ['a//b', 'empty-part'],
    ['a//', 'empty-part'],
    ['a\u0000b', 'control-character'],
    ['a\r\nb', 'control-character'],
    ['a\u007f', 'control-character'],
    ['a\u0085', 'control-character'],
    ['\ud800', 'not-unicode'],
    ['é'.repeat(128), 'part-too-long'],
    [`${'a'.repeat(250)}/`.repeat(4), 'path-too-long'],
    [Array(21).fill('a').join('/'), 'too-deep'],
    ['#shared/a', 'reserved'],
  ])('%j is no name: %s', (path, reason) => {
    try {
      normalizePath(path);
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error, 'invalid') && error.detail['reason']).toBe(reason);
    }
    expect(tryNormalizePath(path)).toBeNull();
  });
});
