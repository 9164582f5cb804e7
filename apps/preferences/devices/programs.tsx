/** How each program is set up: a file where it takes one, steps, lines for the file of its settings. */
import { Button, CopyButton, Select } from '@mantine/core';
import { useState } from 'react';
import type { ClientSetupView } from '../../../src/wire/admin/endpoints/client-setup.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { download } from '../../shared/files/download.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import classes from './devices.module.css';
import { proposedProgram } from './proposed-program.ts';

export interface SetupProps {
  readonly setup: ClientSetupView;
}

type Program = ClientSetupView['programs'][number];

export function Programs({ setup: { programs } }: SetupProps) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<string>(() => proposedProgram(navigator.userAgent));
  const program = programs.find((each) => each.program === chosen) ?? programs[0];
  if (program === undefined) return null;
  return (
    <Section title={t('my.devices.program')} lead={t('my.devices.program.lead')}>
      <Select
        label={t('my.devices.program.choose')}
        data={programs.map(({ program: value, name }) => ({ value, label: name }))}
        value={program.program}
        onChange={(value) => setChosen(value ?? chosen)}
        allowDeselect={false}
      />
      <Steps program={program} />
    </Section>
  );
}

function Steps({ program: { steps, file, configuration } }: { readonly program: Program }) {
  const { t } = useI18n();
  return (
    <>
      {file !== null && <SetupFile program={file} />}
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {configuration !== '' && (
        <div className={classes.configuration}>
          <pre tabIndex={0} aria-label={t('my.devices.configuration')}>
            {configuration}
          </pre>
          <CopyButton value={configuration}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {copied ? t('web.copied') : t('web.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </>
  );
}

function SetupFile({ program }: { readonly program: NonNullable<Program['file']> }) {
  const { t, language } = useI18n();
  const make = useChange('me.client-setup-file');
  const run = async () => {
    const made = await make.run({ body: { program, language } });
    if (made !== null) download(made.name, made.mediaType, fromBase64(made.content));
  };
  return (
    <>
      <div>
        <Button variant="light" loading={make.isRunning} onClick={() => void run()}>
          {t(`my.devices.file.${program}`)}
        </Button>
      </div>
      <FailureNotice failure={make.failure} />
    </>
  );
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (octet) => octet.charCodeAt(0));
}
