/** Writes pages in the macros of man(7), which groff and mandoc read alike. */

/** Text as it is read, set in bold or italics or neither. */
export type Roff = string & { readonly __roff: unique symbol };

const CHARACTERS: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '“': '\\(lq',
  '”': '\\(rq',
  '‘': '\\(oq',
  '’': '\\(cq',
  '–': '\\(en',
  '→': '\\(->',
  '…': '...',
  '~': '\\(ti',
  '^': '\\(ha',
  '`': '\\(ga',
};

/** Throws for a character that not every reader of manual pages could show. */
export function plain(text: string): Roff {
  return text.replace(/[^ !-,.-[\]_a-}]/g, (character) => {
    const escaped = CHARACTERS[character];
    if (escaped !== undefined) return escaped;
    throw new Error(`the manual has no form for ${JSON.stringify(character)} in ${JSON.stringify(text)}`);
  }) as Roff;
}

export const bold = (text: string): Roff => `\\fB${plain(text)}\\fR` as Roff;
export const italic = (text: string): Roff => `\\fI${plain(text)}\\fR` as Roff;

/** Joins pieces as they are. */
export const join = (...pieces: readonly Roff[]): Roff => pieces.join('') as Roff;

export interface PageTitle {
  readonly name: string;
  readonly section: 5 | 8;
  /** Behind the name in the section NAME. */
  readonly summary: string;
}

/** Ends with a line end, as each of the pieces. */
export function page({ name, section, summary }: PageTitle, ...pieces: readonly string[]): string {
  const title = `.TH ${name.toUpperCase()} ${section} "" Mailroom "Mailroom manual"\n`;
  return `${title}${heading('NAME')}${plain(name)} \\- ${plain(summary)}\n${pieces.join('')}`;
}

export const heading = (title: string): string => `.SH ${plain(title)}\n`;
export const subheading = (title: string): string => `.SS ${plain(title)}\n`;
export const paragraph = (text: Roff): string => `.PP\n${line(text)}`;

/** A term, and what it is, indented below. */
export const item = (term: Roff, text: Roff): string => `.TP\n${line(term)}${line(text)}`;

/** Lines that are shown as they are. */
export function example(lines: readonly string[]): string {
  return `.PP\n.RS 4\n.nf\n${lines.map((each) => line(plain(each))).join('')}.fi\n.RE\n`;
}

/** A point or an apostrophe would begin a macro. */
export function line(text: Roff): string {
  return `${/^[.']/.test(text) ? '\\&' : ''}${text}\n`;
}
