/** Lines of LDIF: one that begins with a blank goes on with the one before. RFC 2849, notes 2 and 3 */
import { Failure } from '../../base/failure.ts';

export interface LdifLine {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Without comments, which may be folded as well. Throws Failure `too-many` for a line that is longer than allowed. */
export function* unfoldLdif(text: string, maxLength: number): Generator<LdifLine> {
  let parts: string[] = [];
  let length = 0;
  let begin = 0;
  let line = 0;
  const take = (): LdifLine | null => {
    const whole = parts.join('');
    const isNone = parts.length === 0 || whole.startsWith('#');
    parts = [];
    length = 0;
    return isNone ? null : { line: begin, text: whole };
  };
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    const piece = text.slice(start, next).replace(/\r$/, '');
    start = next + 1;
    line += 1;
    const isMore = piece.startsWith(' ') && length > 0;
    if (!isMore) {
      const whole = take();
      if (whole !== null) yield whole;
      begin = line;
    }
    parts.push(isMore ? piece.slice(1) : piece);
    length += piece.length;
    if (length > maxLength) throw new Failure('too-many', `line ${begin}: more than ${maxLength} characters`);
  }
  const whole = take();
  if (whole !== null) yield whole;
}
