import type { Engine, ExplainSource } from '@routeward/core';
import { explainSource } from './explain-source.ts';

/** What explanations are read from; tables are compiled when they are first asked for, and again after a change. */
export function latestSource(engine: Engine): () => ExplainSource {
  let source: ExplainSource | undefined;
  return () => {
    source = explainSource(engine, source?.matcher);
    return source;
  };
}
