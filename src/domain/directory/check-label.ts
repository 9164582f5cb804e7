import { isPrintable } from '../../base/printable.ts';
import { invalid } from './names.ts';

const MAX_LABEL_LENGTH = 64;

/** What people call a telephone, a key or a program of theirs: any text that can be read. Throws Failure `invalid`. */
export function checkLabel(text: string): string {
  const label = text.trim().normalize('NFC');
  if (label === '' || label.length > MAX_LABEL_LENGTH || !isPrintable(label)) throw invalid('label', text);
  return label;
}
