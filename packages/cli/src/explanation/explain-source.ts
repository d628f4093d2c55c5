import { type ConfigurationMatcher, compileConfiguration, type Engine, type ExplainSource } from '@routeward/core';

/** Everything that an engine has for explanations. `known`: tables of an earlier configuration, of which parts may stay. */
export function explainSource(engine: Engine, known?: ConfigurationMatcher): ExplainSource {
  const { configuration } = engine;
  return {
    configuration,
    matcher: known?.version === configuration.version ? known : compileConfiguration(configuration, known),
    attachments: engine.attachments(),
    policies: engine.policies(),
    resource: (key) => engine.resource(key),
  };
}
