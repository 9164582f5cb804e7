/** An endpoint of the management API as data: what the server checks, the client sends and OpenAPI describes. */
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Endpoint<
  Name extends string = string,
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  /** `noun.verb`: also the name of the action in the table of rights, and of the command. */
  readonly name: Name;
  readonly method: Method;
  /** Below API_PREFIX; `{name}` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  /** Values of the `{name}` segments. */
  readonly pathParameters: Path;
  readonly query: Query;
  readonly body: Body;
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;
  readonly result: Result;
  /** The answer is `text/event-stream`, and goes on. */
  readonly isStream?: boolean;
}

export const API_PREFIX = '/api/v1';
const DEFAULT_MAX_BODY_BYTES = 256 * 1024;

type Definition<
  N extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> = Omit<Endpoint<N, P, Q, B, R>, 'maxBodyBytes'> & { readonly maxBodyBytes?: number };

/** Keeps the types of the parts, and fills in what is usual. */
export function endpoint<
  const N extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(definition: Definition<N, P, Q, B, R>): Endpoint<N, P, Q, B, R> {
  return { maxBodyBytes: DEFAULT_MAX_BODY_BYTES, ...definition };
}

/** What a caller gives: as the schemas take it. */
export interface EndpointInput<E extends Endpoint> {
  readonly path: z.input<E['pathParameters']>;
  readonly query: z.input<E['query']>;
  readonly body: z.input<E['body']>;
}

/** What a handler gets: as the schemas yield it. */
export interface EndpointRequest<E extends Endpoint> {
  readonly path: z.output<E['pathParameters']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<E['body']>;
}

/** What a handler gives. */
export type EndpointResult<E extends Endpoint> = z.input<E['result']>;

/** What a caller gets. */
export type EndpointAnswer<E extends Endpoint> = z.output<E['result']>;
