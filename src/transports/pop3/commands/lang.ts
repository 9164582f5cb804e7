/** LANG: RFC 6856 section 3. The language of what replies say from then on, this one included. */
import { LANGUAGES, type LanguageCode } from '../../../../locales/index.ts';
import { parseLanguageRange } from '../../../wire/pop3/language-range.ts';
import { END_OF_LINES, formatError, formatLine } from '../../../wire/pop3/reply.ts';
import type { Pop3Command } from '../pop3-command.ts';
import type { Pop3Session } from '../pop3-session.ts';

export const lang: Pop3Command = {
  keyword: 'LANG',
  states: ['authorization', 'transaction'],
  run(session, argument) {
    if (argument === null || argument.trim() === '') return list(session);
    const range = parseLanguageRange(argument.trim());
    const language = range === '*' ? preferred(session) : lookUp(range);
    if (language === null) return session.connection.write(formatError(session.text('pop3.error.unknown-language')));
    session.language = language;
    session.reply(`${language} ${session.text('pop3.language')}`);
  },
};

function list(session: Pop3Session): void {
  session.say('pop3.languages');
  for (const language of LANGUAGES) {
    const name = new Intl.DisplayNames([language], { type: 'language' }).of(language);
    session.connection.write(formatLine(name === undefined ? language : `${language} ${name}`));
  }
  session.connection.write(END_OF_LINES);
}

/** What the user has chosen, else the administrator. */
function preferred({ principal, services }: Pop3Session): LanguageCode {
  return principal?.language ?? services.settings.get('defaultLanguage');
}

/** Matched by lookup: who asks for a variety that is not there gets the language itself. */
function lookUp(range: string): LanguageCode | null {
  const [wanted] = range.toLowerCase().split('-');
  return LANGUAGES.find((language) => language === wanted) ?? null;
}
