/** What there is to say of the remote directory. */
import type { RemoteDirectoryView } from '../../../src/wire/admin/remote-schemas.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useOwnWords } from '../../shared/i18n/own-words.ts';
import { Facts } from '../../shared/layout/facts.tsx';
import { KIND_NAMES } from './connect-values.ts';

const STATE_KINDS = { none: 'quiet', 'in-use': 'good', away: 'bad', ended: 'quiet' } as const;

export function RemoteFacts({ view }: { readonly view: RemoteDirectoryView }) {
  const { t, formats } = useI18n();
  const words = useOwnWords();
  const time = (at: string | null) => (at === null ? null : formats.time(at));
  const facts = [
    {
      label: t('server.directory.state'),
      value: <StateMark kind={STATE_KINDS[view.state]}>{t(`directory.state.${view.state}`)}</StateMark>,
    },
    { label: t('server.directory.url'), value: view.url },
    { label: t('directory.field.kind'), value: view.kind === null ? null : KIND_NAMES[view.kind] },
    { label: t('server.directory.base'), value: view.base },
    { label: t('directory.field.bind-dn'), value: view.bindName },
    { label: t('directory.field.filter'), value: view.filter },
    { label: t('server.directory.users'), value: formats.number(view.users) },
    { label: t('directory.field.since'), value: time(view.since) },
    { label: t('directory.field.probation'), value: time(view.probationUntil) },
    { label: t('directory.field.away'), value: time(view.awaySince) },
    { label: t('directory.field.ended'), value: time(view.endedAt) },
    { label: t('directory.field.said'), value: view.said === null ? null : words(view.said) },
    { label: t('directory.field.compared'), value: time(view.last?.at ?? null) },
  ];
  return <Facts facts={facts.filter(({ value }) => value !== null)} />;
}
