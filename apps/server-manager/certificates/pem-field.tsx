/** PEM, pasted or read from a file. It stays in this page until it is sent. */
import { Button, FileButton, Textarea } from '@mantine/core';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './certificates.module.css';

interface Props {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | null;
  onChange(text: string): void;
}

export function PemField({ label, description, value, error, onChange }: Props) {
  const { t } = useI18n();
  const read = async (file: File | null) => {
    if (file !== null) onChange(await file.text());
  };
  return (
    <div className={classes.pem}>
      <Textarea
        label={label}
        description={description}
        value={value}
        error={error}
        rows={5}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: classes.code ?? '' }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <FileButton onChange={(file) => void read(file)} accept=".pem,.crt,.cer,.key,.txt">
        {(props) => (
          <Button
            {...props}
            size="compact-sm"
            variant="default"
            aria-label={`${t('server.certificates.file')}: ${label}`}
          >
            {t('server.certificates.file')}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
