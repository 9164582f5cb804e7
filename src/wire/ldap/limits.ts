/** Bounds on what a peer may send. Those that depend on the site are settings. SECURITY.md section 4 */

/** Octets of one message: a photograph or a certificate fits. */
export const MAX_LDAP_MESSAGE_BYTES = 1024 * 1024;
/** Octets of one message before the client has proved who it is: a bind or a small search. */
export const MAX_LDAP_MESSAGE_BYTES_ANONYMOUS = 64 * 1024;
/** Pieces of one substring assertion. */
export const MAX_SUBSTRING_PIECES = 16;
/** Attributes that one request may name or give. */
export const MAX_ATTRIBUTES = 256;
/** Values that one request may give, over all attributes. */
export const MAX_VALUES = 10_000;
/** Controls of one request. */
export const MAX_CONTROLS = 16;
/** Components of a distinguished name. */
export const MAX_NAME_COMPONENTS = 32;
/** Octets of a distinguished name. */
export const MAX_NAME_BYTES = 4096;
