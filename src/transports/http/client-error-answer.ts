/** What a client is told that does not speak HTTP, or too slowly, or too much. */

const STATUS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** A whole answer, after which the connection is closed. @param code of Node's parser. */
export function clientErrorAnswer(code: string | undefined): string {
  return `HTTP/1.1 ${STATUS[code ?? ''] ?? '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
}
