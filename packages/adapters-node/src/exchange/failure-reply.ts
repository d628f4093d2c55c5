import { type LocalReply, reply } from '../filters/exchange-draft.ts';
import type { UpstreamFailure } from '../upstream/upstream-client.ts';

/** What the client is told where a backend failed before its answer began. */
export function failureReply(failure: UpstreamFailure): LocalReply {
  switch (failure.kind) {
    case 'connect':
      return reply(502, 'upstream-connect');
    case 'unanswered':
    case 'truncated':
    case 'protocol':
      return reply(502, 'upstream-answer');
    case 'idle':
      return reply(504, 'upstream-idle');
    case 'overload':
      return reply(503, 'upstream-overload');
  }
}
