/** The schemas of the API name it in a type; nothing of it is in a browser. */
type Buffer = Uint8Array;
declare const Buffer: { from(text: string, encoding: string): Uint8Array };
