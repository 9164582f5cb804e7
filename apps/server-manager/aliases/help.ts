/** Help of all screens about aliases. */
import type { HelpTopic } from '../../shared/layout/help.tsx';

export const ALIAS_HELP: HelpTopic = {
  texts: ['server.aliases.help.1', 'server.aliases.help.2', 'server.aliases.help.3', 'server.aliases.help.4'],
  guide: 'administrator/aliases',
};
