/** Whether Authentication-Results claim to be this server's. RFC 8601 section 2.2, section 5 */

/**
 * Reads generously: what some reader might take for our name is our name.
 *
 * @param body of the field, unfolded.
 */
export function isOwnResults(body: string, hostname: string): boolean {
  const text = body.slice(skipComments(body));
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  const name = quoted === undefined ? (/^[^\s;(]*/.exec(text)?.[0] ?? '') : quoted.replace(/\\(.)/g, '$1');
  return name.trim().replace(/\.$/, '').toLowerCase() === hostname.toLowerCase();
}

/** Index behind comments and white space at the start; comments nest. RFC 5322 section 3.2.2 */
function skipComments(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '\\' && depth > 0) i += 1;
    else if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0 && character !== ' ' && character !== '\t') return i;
  }
  return text.length;
}
