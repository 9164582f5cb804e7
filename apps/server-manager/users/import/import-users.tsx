/** Many users from a table: chosen, looked at line by line, then made. SM6 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../../shared/api/call.ts';
import { useChange } from '../../../shared/api/use-api.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Page } from '../../../shared/layout/page.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportResult } from './import-result.tsx';
import { type ImportChoice, ImportSource } from './import-source.tsx';

export type ImportReport = Answer<'user.import'>;

const HELP = {
  texts: ['server.users.import.help.1', 'server.users.import.help.2', 'server.users.import.help.3'],
  guide: 'administrator/import',
} as const;
const COMMANDS = ['mailroom user import --dry-run FILE.csv', 'mailroom user import FILE.csv'];
const ALSO_STALE = ['domain', 'quota', 'audit', 'search', 'group'];

export function ImportUsers() {
  const { t } = useI18n();
  const look = useChange('user.import');
  const make = useChange('user.import', ALSO_STALE);
  const [choice, setChoice] = useState<ImportChoice | null>(null);
  const [preview, setPreview] = useState<ImportReport | null>(null);
  const [result, setResult] = useState<ImportReport | null>(null);

  const onChosen = async (chosen: ImportChoice) => {
    const report = await look.run({ body: { ...chosen, dryRun: true } });
    if (report === null) return;
    setChoice(chosen);
    setPreview(report);
  };
  const onConfirmed = async () => {
    const report = choice && (await make.run({ body: choice }));
    if (report) setResult(report);
  };
  const startOver = () => {
    setPreview(null);
    setResult(null);
    make.forget();
  };
  return (
    <Page
      title={t('server.users.import.title')}
      lead={t('server.users.import.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        <Button component={Link} href="/" variant="default">
          {t('server.users.all')}
        </Button>
      }
    >
      {result !== null ? (
        <ImportResult report={result} onAnother={startOver} />
      ) : preview !== null ? (
        <ImportPreview
          report={preview}
          isRunning={make.isRunning}
          failure={make.failure}
          onConfirm={() => void onConfirmed()}
          onBack={startOver}
        />
      ) : (
        <ImportSource
          initial={choice}
          failure={look.failure}
          isRunning={look.isRunning}
          onChosen={(chosen) => void onChosen(chosen)}
        />
      )}
    </Page>
  );
}
