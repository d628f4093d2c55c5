import { type ServerResponse, STATUS_CODES } from 'node:http';

/**
 * Answers a request that is not routed, and closes the connection: where its parts can't be trusted, neither can the
 * place where the next request starts. What the client still sends is read and dropped for a while, so that a reset
 * does not destroy the answer.
 */
export function refuseRequest(response: ServerResponse, statusCode: number, lingerTime: number): void {
  const text = `${STATUS_CODES[statusCode] ?? 'Refused'}\n`;
  const length = String(text.length);
  response.writeHead(statusCode, ['Content-Type', 'text/plain', 'Content-Length', length, 'Connection', 'close']);
  const { req: request } = response;
  if (request.complete) {
    response.end(text);
    return;
  }
  response.write(text);
  const finish = (): void => {
    clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  const timer = setTimeout(finish, lingerTime);
  request.once('end', finish);
  response.once('close', () => clearTimeout(timer));
  request.resume();
}

/** An answer for bytes that are no request at all: there is no response object to write it to. */
export const rawAnswer = (statusCode: number): string =>
  `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'Refused'}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

/** The status for an error of Node's parser or timers. */
export function clientErrorStatus(code: string | undefined): number {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
