/** What a change in the queue changes besides it, by the nouns of the endpoints. */
export const QUEUE_STALE = ['trace', 'health'] as const;
