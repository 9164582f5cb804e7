/** What needs a privilege, while it is given. When it is withdrawn from a page that is open, the page says so. DI8, K10 */
import { type ReactNode, useState } from 'react';
import type { AppTextKey } from '../../../locales/apps/index.ts';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import { Notice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/session.tsx';

interface Props {
  /** Null: none is needed. */
  readonly privilege: PrivilegeName | null;
  readonly heading: AppTextKey;
  readonly children: ReactNode;
}

export function WithPrivilege({ privilege, heading, children }: Props) {
  const { t } = useI18n();
  const { has } = useSession();
  const isGiven = privilege === null || has(privilege);
  const [wasGiven, setWasGiven] = useState(isGiven);
  if (isGiven && !wasGiven) setWasGiven(true);
  if (isGiven) return <>{children}</>;
  return (
    <>
      <h1>{t(heading)}</h1>
      <Notice kind="warning">{t(wasGiven ? 'web.privilege.withdrawn' : 'web.privilege.withheld')}</Notice>
    </>
  );
}
