/** Help of all screens about aliases. */
import type { HelpTopic } from '../../shared/layout/help.tsx';

export const ALIAS_HELP: HelpTopic = {
  texts: ['my.alias.help.1', 'my.alias.help.2', 'my.alias.help.3'],
  guide: 'user/aliases',
};
