/** In the header: the domain that lists are narrowed to. On a narrow page each list has the choice itself. SM1 */

import { useDomain } from '../shared/session/domain.tsx';
import classes from './domain-box.module.css';
import { DomainSelect } from './domain-select.tsx';

export function DomainBox() {
  const { domain, choose } = useDomain();
  return (
    <div className={classes.box}>
      <DomainSelect value={domain} onChange={choose} size="xs" />
    </div>
  );
}
