/**
 * The form in which names of people are compared: User IDs and the part of an address before `@`.
 *
 * Normal form C, then lower case without regard to any language. What is stored in this form is compared by its bytes,
 * so that no database's collation decides who is who.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
