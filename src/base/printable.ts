/** Text from strangers in front of people: nothing in it steers a terminal, or turns the direction of what is around it. */

/** Controls (C0, C1), marks and overrides of direction, line separators, format characters without a shape of their own. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

/** Each such character becomes U+FFFD. */
export function printable(text: string): string {
  return text.replace(STEERING, '\ufffd');
}

/** Whether it is text as it should be stored: nothing in it steers anything, and each surrogate has its other half. */
export function isPrintable(text: string): boolean {
  return text.isWellFormed() && printable(text) === text;
}

/** JSON for people and programs alike: what would steer a terminal is escaped, so that a program reads it as it was. RFC 8259 section 7 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(STEERING, (character) =>
    // Within texts JSON has escaped it already: this one is layout.
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
