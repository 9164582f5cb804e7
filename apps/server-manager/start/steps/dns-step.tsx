/** The records that the first domain needs, and whether they are there. */
import { DnsRecords } from '../../domains/dns-records.tsx';
import type { StepProps } from '../start.tsx';

export function DnsStep({ facts: { primaryDomain } }: StepProps) {
  return <DnsRecords name={primaryDomain} />;
}
