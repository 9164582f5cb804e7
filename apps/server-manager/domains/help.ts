/** Help of all screens about domains. */
import type { HelpTopic } from '../../shared/layout/help.tsx';

export const DOMAIN_HELP: HelpTopic = {
  texts: ['server.domains.help.1', 'server.domains.help.2', 'server.domains.help.3', 'server.domains.help.4'],
  guide: 'administrator/domains',
};
