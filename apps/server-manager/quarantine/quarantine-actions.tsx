/** Releasing and deleting messages in quarantine; both ask, since neither can be taken back. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';

const STALE = ['trace', 'queue', 'health'] as const;
const ACTIONS = ['release', 'delete'] as const;

interface Props {
  readonly ids: readonly number[];
  onDone(): void;
}

export function QuarantineActions({ ids, onDone }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const toast = useToast();
  const release = useChange('quarantine.release', STALE);
  const remove = useChange('quarantine.delete', STALE);
  const [asked, ask] = useState<(typeof ACTIONS)[number] | null>(null);
  const change = asked === 'release' ? release : remove;
  const count = ids.length;
  const run = async () => {
    if (asked === null) return;
    const result = await change.run({ body: { ids: [...ids] } });
    if (result === null) return;
    ask(null);
    toast({ text: t(`server.quarantine.done.${asked}`, { count: result.changed }) });
    onDone();
  };
  return (
    <>
      {ACTIONS.filter((action) => may(`quarantine.${action}`)).map((action) => (
        <Button
          key={action}
          variant="default"
          {...(action === 'delete' && { c: 'var(--bad)' })}
          onClick={() => ask(action)}
        >
          {t(`server.quarantine.${action}`)}
        </Button>
      ))}
      {asked !== null && (
        <Confirm
          title={t(`server.quarantine.${asked}.title`, { count })}
          action={t(`server.quarantine.${asked}`)}
          isRunning={change.isRunning}
          failure={change.failure}
          onConfirm={() => void run()}
          onCancel={() => {
            change.forget();
            ask(null);
          }}
        >
          <p>{t(`server.quarantine.${asked}.text`)}</p>
        </Confirm>
      )}
    </>
  );
}
