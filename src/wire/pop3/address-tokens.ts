/**
 * The pieces of an address field that stand for themselves: quoted strings, addresses in angle brackets, delimiters,
 * spaces, and what lies between. Together they are the text again. Linear time, whatever the text is.
 */
const SPACES = ' \t\r\n';
const DELIMITERS = ',;:()';

export function* addressTokens(text: string): Generator<string> {
  // Once an end is missing, it is missing for every later beginning as well.
  let lastQuote = Infinity;
  let lastBracket = Infinity;
  for (let start = 0; start < text.length; ) {
    const first = text.charAt(start);
    let end = -1;
    if (first === '"' && start < lastQuote) {
      end = findQuoteEnd(text, start + 1);
      if (end < 0) lastQuote = start;
    } else if (first === '<' && start < lastBracket) {
      end = text.indexOf('>', start) + 1 || -1;
      if (end < 0) lastBracket = start;
    } else if (DELIMITERS.includes(first)) {
      end = start + 1;
    }
    if (end < 0) end = findRunEnd(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

/** Index behind the closing quote, or -1. */
function findQuoteEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

/** The end of spaces, or of what is neither a space nor the beginning of something else. */
function findRunEnd(text: string, start: number): number {
  const areSpaces = SPACES.includes(text.charAt(start));
  let end = start + 1;
  while (end < text.length) {
    const next = text.charAt(end);
    const isSpace = SPACES.includes(next);
    if (isSpace !== areSpaces || DELIMITERS.includes(next) || next === '"' || next === '<') break;
    end += 1;
  }
  return end;
}
