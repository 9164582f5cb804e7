/** What is to be found in the bytes of a message. */

/** Something to find in a message, folded. */
export type TextNeed =
  | { readonly kind: 'field'; readonly field: string; readonly needle: string }
  | { readonly kind: 'body' | 'text'; readonly needle: string };
