import * as assert from 'uvu/assert';
import type { SeenRequest } from '../proxy/support/raw-upstream.ts';

/** What holds for every request that reaches the upstream, whatever came in. */
export function checkUpstream(requests: readonly SeenRequest[]): void {
  for (const { head } of requests) {
    assert.match(head, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ [/*][\x21-\x7e\x80-\xff]* HTTP\/1\.1\r\n/, 'a request line');
    assert.not.match(head, /^\S+ \/admin[/? ]/i, 'the denied path');
    assert.not.match(head, /^host: *secret\.example\.com\.?(?::\d*)?\r$/im, 'the denied host');
    assert.is(head.match(/^host:/gim)?.length, 1, 'one Host');
    const lengths = head.match(/^content-length:.*$/gim) ?? [];
    const codings = head.match(/^transfer-encoding:.*$/gim) ?? [];
    assert.ok(lengths.length + codings.length <= 1, 'one framing');
    for (const line of lengths) assert.match(line, /^Content-Length: \d+\r?$/);
    for (const line of codings) assert.match(line, /^Transfer-Encoding: chunked\r?$/);
    assert.not.match(head.replaceAll('\r\n', ''), /[\r\n\0]/, 'no stray line ends');
    for (const line of head.split('\r\n').slice(1, -2)) {
      assert.match(line, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/, 'a field');
    }
  }
}
