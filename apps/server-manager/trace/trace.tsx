/** "Why did this mail not arrive?": one box to search with, and the answer as a story. REQUIREMENTS MO5, LI8 */
import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { Story } from './story.tsx';
import classes from './trace.module.css';

const HELP = {
  texts: ['server.trace.help.1', 'server.trace.help.2', 'server.trace.help.3'],
  guide: 'administrator/tracing',
} as const;
const SPANS = { '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const;
const MAX_SHOWN = 20;
/** What has not arrived yet may do so while somebody looks. */
const AGAIN_MS = 5_000;

export function Trace() {
  const { t } = useI18n();
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('text') ?? '';
  const span = parameters.get('since') ?? '';
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  // A link from another screen, and the back button, search as well.
  if (seen !== text) {
    setSeen(text);
    setTyped(text);
  }
  const find = (values: { text?: string; since?: string }) =>
    setParameters((before) => {
      for (const [name, value] of Object.entries(values)) {
        if (value === '') before.delete(name);
        else before.set(name, value);
      }
      return before;
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find({ text: typed.trim() });
  };
  return (
    <Page
      title={t('server.trace')}
      lead={t('server.trace.lead')}
      help={HELP}
      commands={[`mailroom trace ${text === '' ? 'TEXT' : quoted(text)}`]}
    >
      <form className={classes.search} onSubmit={submit} role="search">
        <TextInput
          type="search"
          label={t('server.trace.search')}
          description={t('server.trace.search.hint')}
          value={typed}
          maxLength={500}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Select
          label={t('server.trace.since')}
          data={[
            { value: '', label: t('server.trace.since.all') },
            ...Object.keys(SPANS).map((value) => ({
              value,
              label: t(`server.trace.since.${value as keyof typeof SPANS}`),
            })),
          ]}
          value={span}
          onChange={(value) => find({ since: value ?? '' })}
          allowDeselect={false}
        />
        <Button type="submit">{t('server.trace.find')}</Button>
      </form>
      {text !== '' && <Found key={`${text} ${span}`} text={text} span={span} />}
    </Page>
  );
}

function Found({ text, span }: { readonly text: string; readonly span: string }) {
  const { t, formats } = useI18n();
  // Of the moment at which it was asked: a span that moved would be another question each time.
  const [since] = useState(() => sinceOf(span));
  const found = useRead(
    'trace.find',
    { query: { text, limit: MAX_SHOWN, ...(since === null ? {} : { since }) } },
    { refetchEveryMs: AGAIN_MS },
  );
  return (
    <Loaded of={found}>
      {({ messages }) =>
        messages.length === 0 ? (
          <Notice title={t('server.trace.none')}>{t('server.trace.none.text')}</Notice>
        ) : (
          <>
            {messages.length === MAX_SHOWN && <p>{t('server.trace.more', { shown: formats.number(MAX_SHOWN) })}</p>}
            {messages.map((message) => (
              <Story key={message.queueId} message={message} />
            ))}
          </>
        )
      }
    </Loaded>
  );
}

function sinceOf(span: string): string | null {
  const ms = Object.hasOwn(SPANS, span) ? SPANS[span as keyof typeof SPANS] : null;
  return ms === null ? null : new Date(Date.now() - ms).toISOString();
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
