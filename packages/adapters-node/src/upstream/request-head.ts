import type { UpstreamRequest } from './upstream-client.ts';

/**
 * The head as it goes on the wire, one character per byte. Every part was checked or encoded before: there is no CR or
 * LF in it but those written here.
 */
export function requestHead(request: UpstreamRequest): string {
  let head = `${request.method} ${request.path} HTTP/1.1\r\nHost: ${request.authority}\r\n`;
  const { headers, bodyLength } = request;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  }
  if (bodyLength === 'chunked') head += 'Transfer-Encoding: chunked\r\n';
  else if (bodyLength !== 'none') head += `Content-Length: ${bodyLength}\r\n`;
  if (request.upgrade !== undefined) head += `Connection: Upgrade\r\nUpgrade: ${request.upgrade}\r\n`;
  return `${head}\r\n`;
}

/** Methods that may be sent again without doing harm (RFC 9110 9.2.2). */
export function isIdempotent(method: string): boolean {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'PUT':
    case 'DELETE':
    case 'TRACE':
      return true;
    default:
      return false;
  }
}
