/** A file or pasted lines, and what is to become of users who are there already. SM6 */
import { Button, Checkbox, FileInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ApiFailure } from '../../../shared/api/failure.ts';
import { CSV_TYPE, formatCsv } from '../../../shared/files/csv.ts';
import { download } from '../../../shared/files/download.ts';
import { readBase64 } from '../../../shared/files/read-base64.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';

/** As `user.import` takes it: the octets of a file, or text. */
export interface ImportChoice {
  readonly csv?: string;
  readonly file?: string;
  readonly updateExisting: boolean;
  readonly generatePasswords: boolean;
}

interface Props {
  /** What was chosen before. */
  readonly initial: ImportChoice | null;
  readonly failure: ApiFailure | null;
  readonly isRunning: boolean;
  onChosen(choice: ImportChoice): void;
}

/** In base64 it has to fit into one request. */
const MAX_FILE_BYTES = 6 * 1024 * 1024;
const EXAMPLE = [
  ['userId', 'mail', 'firstName', 'lastName', 'password', 'workPhone', 'storageQuota'],
  ['alice', 'alice@example.org', 'Alice', 'Archer', '', '+41 44 555 01 01', '2G'],
  ['bob', 'bob@example.org', 'Bob', 'Baker', '', '+41 44 555 01 02', ''],
];

export function ImportSource({ initial, failure, isRunning, onChosen }: Props) {
  const { t, formats } = useI18n();
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState(initial?.csv ?? '');
  const [updateExisting, setUpdateExisting] = useState(initial?.updateExisting ?? false);
  const isTooLarge = file !== null && file.size > MAX_FILE_BYTES;
  const submit = async () => {
    const source = file === null ? { csv: text } : { file: await readBase64(file) };
    onChosen({ ...source, updateExisting, generatePasswords: true });
  };
  return (
    <Section
      title={t('server.users.import.source')}
      lead={t('server.users.import.source.lead')}
      actions={
        <Button variant="default" onClick={() => download('mailroom-users-example.csv', CSV_TYPE, formatCsv(EXAMPLE))}>
          {t('server.users.import.example')}
        </Button>
      }
    >
      <FormBody
        action={t('server.users.import.preview')}
        failure={failure}
        isRunning={isRunning}
        isBlocked={isTooLarge || (file === null && text.trim() === '')}
        onSubmit={() => void submit()}
      >
        <FileInput
          label={t('server.users.import.file')}
          placeholder={t('server.users.import.file.choose')}
          value={file}
          onChange={setFile}
          accept=".csv,.tsv,.txt,text/csv"
          clearable
          clearButtonProps={{ 'aria-label': t('server.users.import.file.clear') }}
          error={isTooLarge ? t('server.users.import.file.too-large', { size: formats.size(MAX_FILE_BYTES) }) : null}
        />
        {file === null && (
          <Textarea
            label={t('server.users.import.paste')}
            description={t('server.users.import.paste.hint')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            rows={8}
            spellCheck={false}
          />
        )}
        <Checkbox
          label={t('server.users.import.update')}
          description={t('server.users.import.update.hint')}
          checked={updateExisting}
          onChange={(event) => setUpdateExisting(event.currentTarget.checked)}
        />
      </FormBody>
    </Section>
  );
}
