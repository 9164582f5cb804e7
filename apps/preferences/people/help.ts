/** Help of all screens about people. */
import type { HelpTopic } from '../../shared/layout/help.tsx';

export const PEOPLE_HELP: HelpTopic = { texts: ['my.people.help.1', 'my.people.help.2'], guide: 'user/people' };
