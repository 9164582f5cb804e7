/**
 * SQL: the id of the domain whose name or synonym is the statement's first value. Two look-ups in an index at most: it
 * is on the path of every recipient. A name is never a domain's and a synonym at the same time.
 */
export const DOMAIN_BY_NAME = `coalesce(
  (SELECT id FROM domain WHERE name = ?1), (SELECT domain FROM domain_synonym WHERE name = ?1))`;
