/** What one level says of privileges, and for whom a change would make a difference, before it is made. DI8 */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { PolicyPreview } from '../policy/policy-preview.tsx';
import { PrivilegeChoices } from '../policy/privilege-choices.tsx';
import { type PrivilegeValues, privilegePatch } from '../policy/privileges.ts';
import classes from './access.module.css';
import type { AccessLevel } from './access-level.ts';
import { useSaveLevel } from './use-save-level.ts';

interface Props {
  readonly level: AccessLevel;
  onEnd(): void;
}

/** The server has nobody above it that it could leave something to. */
const SERVER_CHOICES = ['give', 'withhold'] as const;

export function AccessEditor({ level, onEnd }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const [values, setValues] = useState<PrivilegeValues>(level.values);
  const { save, failure, isRunning } = useSaveLevel(level);
  const patch = privilegePatch(level.values, values);
  const isChanged = Object.keys(patch).length > 0;
  const { kind, name } = level;
  const submit = async () => {
    if (await save(values)) onEnd();
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onEnd}
      title={kind === 'server' ? t('server.access.server') : t(`server.access.title.${kind}`, { name })}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <FormBody
        failure={failure}
        isRunning={isRunning}
        isBlocked={!isChanged}
        onCancel={onEnd}
        onSubmit={() => void submit()}
      >
        <PrivilegeChoices
          values={values}
          {...(kind === 'server' && { choices: SERVER_CHOICES })}
          onChange={setValues}
        />
        <div aria-live="polite" className={classes.preview}>
          {isChanged && may('policy.preview') && (
            <PolicyPreview level={kind} {...(name !== '' && { name })} policy={{ privileges: patch }} />
          )}
        </div>
      </FormBody>
    </Modal>
  );
}
