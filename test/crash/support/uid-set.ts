/** `1:3,7` as numbers, in that order. RFC 9051 section 9, `uid-set` */
export function parseUidSet(set: string): number[] {
  return set.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split(':').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
