import { compileConfiguration, decide } from '@routeward/core';
import type { Context } from '../context.ts';
import type { LiveManifests } from '../serve/live-manifests.ts';
import type { BoundAddress } from '../serve/served-table.ts';
import { answerLines, curlLine } from './curl-lines.ts';
import { demoRequests } from './sample-requests.ts';

/** Each request as a command line, with the answer that the engine decides. */
export function tryLines(live: LiveManifests, bound: BoundAddress, context: Context): string {
  const matcher = compileConfiguration(live.engine.configuration);
  return demoRequests
    .flatMap(({ shows, request }) => {
      const port = bound(request.gateway, request.port)?.split(':').at(-1);
      const result = decide(matcher, request);
      if (port === undefined || result.kind === 'ambiguous') return [];
      const answers = answerLines(result.decision, request).map((answer) => `    → ${answer}\n`);
      return [`\n  ${context.colours.out.dim(`# ${shows}`)}\n`, `  ${curlLine(request, Number(port))}\n`, ...answers];
    })
    .join('');
}
