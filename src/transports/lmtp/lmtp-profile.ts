/** LMTP: RFC 2033. A local MTA hands over what it has taken responsibility for, so it gets a reply for each recipient. */
import { MX_PROFILE, type SmtpProfile } from '../smtp/profile.ts';

export const LMTP_PROFILE: SmtpProfile = {
  ...MX_PROFILE,
  service: 'lmtp',
  greeting: 'LMTP',
  hello: ['LHLO'],
  looksAtClients: false,
  repliesPerRecipient: true,
  // Who connects is trusted, and passes on what strangers address: their mistakes are not the MTA's.
  limitsErrors: false,
  admits: (peer) => peer.isUnixSocket || peer.isTrusted,
};
