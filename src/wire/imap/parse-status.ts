/** STATUS: RFC 9051 section 6.3.11, RFC 7162, RFC 7889, RFC 8438, RFC 8474, RFC 9208. */
import type { Command, StatusItem } from './command.ts';
import type { ImapScanner } from './scanner.ts';

const ITEMS: Readonly<Record<string, StatusItem>> = {
  MESSAGES: 'messages',
  RECENT: 'recent',
  UIDNEXT: 'uidnext',
  UIDVALIDITY: 'uidvalidity',
  UNSEEN: 'unseen',
  DELETED: 'deleted',
  SIZE: 'size',
  HIGHESTMODSEQ: 'highestmodseq',
  MAILBOXID: 'mailboxid',
  APPENDLIMIT: 'appendlimit',
  'DELETED-STORAGE': 'deleted-storage',
};

export function parseStatus(scanner: ImapScanner): Command {
  scanner.space();
  const mailbox = scanner.mailbox();
  scanner.space();
  return { name: 'STATUS', mailbox, items: parseStatusItems(scanner) };
}

/** `(MESSAGES UNSEEN)`, each item once. */
export function parseStatusItems(scanner: ImapScanner): readonly StatusItem[] {
  const items = scanner.list(() => {
    const name = scanner.word();
    const item = Object.hasOwn(ITEMS, name) ? ITEMS[name] : undefined;
    return item ?? scanner.fail(`Unknown STATUS item ${name}`);
  });
  return items.length === 0 ? scanner.fail('Expected STATUS items') : [...new Set(items)];
}
