/** Return paths of forwarded mail: the address of the sender, wrapped in one of ours, so that SPF holds. REQUIREMENTS MO4 */
export interface SenderRewriting {
  /** The return path under which a message of `sender` is forwarded by `viaDomain`. Null and own addresses stay. */
  rewrite(sender: string, viaDomain: string): string;
  /**
   * The return path under which errors reach a user here, in his mailbox, although his mail is sent on: else those about
   * what was sent on would go the same way.
   */
  homeward(own: string): string;
  /** The address that a rewritten one stands for; null where it is none of ours, changed, or too old. */
  reverse(localPart: string): string | null;
}
