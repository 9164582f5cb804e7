/** Writes LDIF: RFC 2849. What is written here is read by `parseLdif`. */

/** In the order of the attributes; empty values are left out. */
export interface LdifRecord {
  readonly dn: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** Longer lines are folded, as other programs do. */
const FOLD_AT = 76;

export function formatLdif(records: Iterable<LdifRecord>): string {
  let text = 'version: 1\n';
  for (const { dn, attributes } of records) {
    text += `\n${attributeLine('dn', dn)}`;
    for (const [name, value] of attributes) if (value !== '') text += attributeLine(name, value);
  }
  return text;
}

/** SAFE-STRING of RFC 2849 without control characters, which steer terminals; a blank at the end would be lost: note 8. */
const SAFE = /^(?![ :<])[ -~]*(?<! )$/;

function attributeLine(name: string, value: string): string {
  const text = SAFE.test(value) ? `${name}: ${value}` : `${name}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
  return fold(text);
}

/** Only ASCII is left, so that no character is cut. */
function fold(text: string): string {
  let folded = `${text.slice(0, FOLD_AT)}\n`;
  for (let at = FOLD_AT; at < text.length; at += FOLD_AT - 1) folded += ` ${text.slice(at, at + FOLD_AT - 1)}\n`;
  return folded;
}
