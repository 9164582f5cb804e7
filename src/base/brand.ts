/** Nominal types over plain ones: a UID is not a sequence number, although both are numbers. */
declare const brand: unique symbol;

export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
