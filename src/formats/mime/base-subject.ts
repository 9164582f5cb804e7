/**
 * The base subject: RFC 5256 section 2.1 with the ABNF of section 5; the steps below are numbered as there.
 *
 * Works with offsets on one string, so that thousands of "[...]" or "(fwd)" take linear time.
 */

/** @param subject decoded and unfolded: step 1 of the RFC starts with such a text */
export function baseSubject(subject: string): string {
  const text = subject.replace(/[ \t\r\n]+/g, ' ');
  let start = 0;
  let end = text.length;
  for (;;) {
    end = skipTrailers(text, start, end); // (2)
    start = skipLeaders(text, start, end); // (3) to (5)
    if (!isForwarded(text, start, end)) return text.slice(start, end); // (7)
    start += FORWARD_HEAD.length; // (6)
    end -= 1;
  }
}

const FORWARD_HEAD = '[fwd:';
const FORWARD_TRAILER = '(fwd)';
/** subj-refwd without its subj-blob */
const REPLY = /(?:re|fwd?) ?/iy;

/** subj-trailer = "(fwd)" / WSP */
function skipTrailers(text: string, start: number, from: number): number {
  let end = from;
  for (;;) {
    if (end > start && text[end - 1] === ' ') end--;
    else if (end - start >= 5 && text.slice(end - 5, end).toLowerCase() === FORWARD_TRAILER) end -= 5;
    else return end;
  }
}

/**
 * Steps (3) to (5). A run of blobs that no "re:" follows would be removed blob by blob, each time reading the run
 * again; what remains is the text behind it, or its last blob when there is none.
 */
function skipLeaders(text: string, from: number, end: number): number {
  let start = from;
  for (;;) {
    while (start < end && text[start] === ' ') start++;
    let lastBlob = start;
    let behindBlobs = start;
    for (let next = skipBlob(text, start, end); next > behindBlobs; next = skipBlob(text, next, end)) {
      lastBlob = behindBlobs;
      behindBlobs = next;
    }
    const behindReply = skipReply(text, behindBlobs, end);
    if (behindReply > behindBlobs) start = behindReply;
    else return behindBlobs < end ? behindBlobs : lastBlob;
  }
}

/** subj-blob = "[" *BLOBCHAR "]" *WSP; returns `start` when there is none. */
function skipBlob(text: string, start: number, end: number): number {
  if (start >= end || text[start] !== '[') return start;
  let at = start + 1;
  while (at < end && text[at] !== ']' && text[at] !== '[') at++;
  if (at >= end || text[at] !== ']') return start;
  at++;
  while (at < end && text[at] === ' ') at++;
  return at;
}

/** subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"; returns `start` when there is none. */
function skipReply(text: string, start: number, end: number): number {
  REPLY.lastIndex = start;
  if (!REPLY.test(text)) return start;
  const colon = skipBlob(text, REPLY.lastIndex, end);
  return colon < end && text[colon] === ':' ? colon + 1 : start;
}

/** subj-fwd = "[fwd:" subject "]" */
function isForwarded(text: string, start: number, end: number): boolean {
  return (
    end - start > FORWARD_HEAD.length &&
    text[end - 1] === ']' &&
    text.slice(start, start + FORWARD_HEAD.length).toLowerCase() === FORWARD_HEAD
  );
}
