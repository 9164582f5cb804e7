import type { Target, TargetName } from '../target.ts';
import { CyrusTarget } from './cyrus.ts';
import { DovecotTarget } from './dovecot.ts';
import { MailroomTarget } from './mailroom.ts';
import { PostfixTarget } from './postfix-relay.ts';
import { SlapdTarget } from './slapd.ts';

/** A new, not yet started target of each name. */
export const createTarget = {
  mailroom: () => new MailroomTarget(),
  cyrus: () => new CyrusTarget(),
  dovecot: () => new DovecotTarget(),
  postfix: () => new PostfixTarget(),
  slapd: () => new SlapdTarget(),
} as const satisfies Readonly<Record<TargetName, () => Target>>;
