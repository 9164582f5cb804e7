/** Why a message is still in the queue, in words. */
import { useMemo } from 'react';
import { isSaidByServer } from '../../../locales/own-words-of.ts';
import type { QueuedMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useOwnWords } from '../../shared/i18n/own-words.ts';

type RecipientView = QueuedMessageView['recipients'][number];

export interface QueueText {
  sender(message: Pick<QueuedMessageView, 'sender'>): string;
  recipients(message: Pick<QueuedMessageView, 'recipients'>): string;
  /** What was said at the last try; empty before the first. */
  answer(recipient: Pick<RecipientView, 'lastAttempt'>): string;
  held(because: string): string;
  reason(message: Pick<QueuedMessageView, 'heldBecause' | 'recipients'>): string;
  /** Other servers' words as they are, ours in the language of the page. */
  words(text: string): string;
}

export function useQueueText(): QueueText {
  const { t } = useI18n();
  const own = useOwnWords();
  return useMemo(() => {
    const words = (text: string) => own(oneLine(text));
    const held = (because: string) => t('value.held', { because: words(because) });
    const answer: QueueText['answer'] = ({ lastAttempt }) => {
      if (lastAttempt === null) return '';
      const { host, text } = lastAttempt;
      // What was found out on this side names the host itself.
      return isSaidByServer(text) ? `${host ?? ''} ${oneLine(text)}`.trim() : words(text);
    };
    return {
      sender: ({ sender }) => (sender === '' ? t('server.mail.no-sender') : sender),
      recipients({ recipients }) {
        const [first] = recipients;
        if (first === undefined || recipients.length === 1) return first?.address ?? '';
        return t('server.mail.and-others', { first: first.address, count: recipients.length - 1 });
      },
      answer,
      held,
      reason({ heldBecause, recipients }) {
        if (heldBecause !== null) return held(heldBecause);
        const tried = recipients.find(({ lastAttempt }) => lastAttempt !== null);
        return tried === undefined ? t('value.waiting') : answer(tried);
      },
      words,
    };
  }, [t, own]);
}

/** Lines of a reply are set apart by a stroke. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' / ');
}

/** When something happens next; null where nothing does. */
export function nextTryOf({ recipients }: Pick<QueuedMessageView, 'recipients'>): string | null {
  return recipients.map(({ nextAttemptAt }) => nextAttemptAt).sort()[0] ?? null;
}
