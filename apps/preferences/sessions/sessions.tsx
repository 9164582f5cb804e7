/** Where one is signed in, and programs that act with tokens. PM1, DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { NewToken } from './new-token.tsx';
import { SessionTable } from './session-table.tsx';

export type OneSession = Answer<'me.sessions'>['sessions'][number];

type Doing = 'token' | 'end-others' | { readonly end: OneSession } | null;

const HELP = {
  texts: ['my.session.help.1', 'my.session.help.2', 'my.session.help.3'],
  guide: 'user/sessions',
} as const;

export function Sessions() {
  const { t } = useI18n();
  const { me } = useSession();
  const found = useRead('me.sessions');
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const end = (session: OneSession) => setDoing({ end: session });
  const others = found.data?.sessions.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  return (
    <Page
      title={t('my.session')}
      lead={t('my.session.lead')}
      help={HELP}
      commands={[`mailroom session list ${me.userId}`, `mailroom session end ${me.userId} --all`]}
      actions={
        others > 0 && (
          <Button color="red.8" onClick={() => setDoing('end-others')}>
            {t('my.session.end-others')}
          </Button>
        )
      }
    >
      <Section title={t('my.session.browsers')}>
        <Loaded of={found}>{({ sessions }) => <SessionTable kind="web" sessions={sessions} onEnd={end} />}</Loaded>
      </Section>
      <Section
        title={t('my.session.programs')}
        lead={t('my.session.programs.lead')}
        actions={
          <Button variant="default" onClick={() => setDoing('token')}>
            {t('my.token.new')}
          </Button>
        }
      >
        <Loaded of={found}>{({ sessions }) => <SessionTable kind="token" sessions={sessions} onEnd={end} />}</Loaded>
      </Section>
      {doing === 'token' && <NewToken onClose={close} />}
      {doing === 'end-others' && <EndOthers count={others} onClose={close} />}
      {doing !== null && typeof doing === 'object' && <EndOne session={doing.end} onClose={close} />}
    </Page>
  );
}

function EndOne({ session: { id, kind, client }, onClose }: { readonly session: OneSession; onClose(): void }) {
  const { t } = useI18n();
  const toast = useToast();
  const change = useChange('me.end-session');
  const submit = async () => {
    if ((await change.run({ path: { id } })) === null) return;
    toast({ text: t('my.session.ended', { name: client }) });
    onClose();
  };
  return (
    <Confirm
      title={t('my.session.end-named', { name: client })}
      action={t('my.session.end')}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void submit()}
      onCancel={onClose}
    >
      <p>{t(kind === 'web' ? 'my.session.ends-browser' : 'my.session.ends-program')}</p>
    </Confirm>
  );
}

function EndOthers({ count, onClose }: { readonly count: number; onClose(): void }) {
  const { t } = useI18n();
  const toast = useToast();
  const change = useChange('me.end-other-sessions');
  const submit = async () => {
    const answer = await change.run({});
    if (answer === null) return;
    toast({ text: t('my.session.others-ended', { count: answer.ended }) });
    onClose();
  };
  return (
    <Confirm
      title={t('my.session.end-others')}
      action={t('my.session.end-others')}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('my.session.ends-others', { count })}</p>
    </Confirm>
  );
}
