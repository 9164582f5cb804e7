/** What was tried, and what was said then, no event tells: it is asked for while somebody looks. */
export const FOLLOWED = { refetchEveryMs: 5_000 } as const;
