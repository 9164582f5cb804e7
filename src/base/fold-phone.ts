import { foldText } from './text.ts';

/** The form in which telephone numbers are compared: spaces and hyphens do not count. RFC 4518 section 2.6.3 */
export function foldPhone(text: string): string {
  return foldText(text).replaceAll(/[\s\u2010\u2011-]/gu, '');
}
