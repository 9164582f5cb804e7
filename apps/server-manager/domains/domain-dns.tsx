/** The records that a domain needs in DNS. SM2 */
import { DnsRecords } from './dns-records.tsx';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';

export function DomainDns({ domain: { name } }: DomainTabProps) {
  return (
    <div className={classes.wide}>
      <DnsRecords name={name} />
    </div>
  );
}
