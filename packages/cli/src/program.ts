import { readFileSync } from 'node:fs';
import { type MergeMode, mergeModes } from '@routeward/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { EnvoyFlags } from './commands/envoy.ts';
import type { Context, ExitStatus } from './context.ts';
import { addFleet, type FleetFlags } from './envoy/fleet-flags.ts';
import type { InputOptions } from './input/options.ts';
import { addPlacement, addServing, portNumber } from './serve/flags.ts';

type Settle = (status: ExitStatus) => void;

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

interface ManifestFlags {
  readonly filename: string[];
  readonly channel: 'standard' | 'experimental';
  readonly controllerName?: string;
  readonly policyMode?: MergeMode;
}

const withManifests = (command: Command): Command =>
  command
    .option('-f, --filename <path>', 'file, folder or - for standard input; may be repeated', collect, [])
    .addOption(
      new Option('--channel <channel>', 'release channel of the CRDs')
        .choices(['standard', 'experimental'])
        .default('standard'),
    )
    .option('--controller-name <name>', 'controller whose GatewayClasses count')
    .addOption(new Option('--policy-mode <mode>', 'how policies are merged').choices([...mergeModes]));

const output = (...choices: [string, ...string[]]): Option =>
  new Option('-o, --output <format>', 'output format').choices(choices);

/** `-f a b` of a shell's `-f *.yaml` arrives as one flag and further arguments: all are paths. */
const inputOf = (flags: ManifestFlags, more: readonly string[] = []): InputOptions => ({
  paths: [...flags.filename, ...more],
  channel: flags.channel,
  ...(flags.controllerName !== undefined && { controllerName: flags.controllerName }),
  ...(flags.policyMode && { policyMode: flags.policyMode }),
});

function header(value: string, earlier: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const colon = value.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError("A header is 'name: value'.");
  return [...earlier, [value.slice(0, colon).trim(), value.slice(colon + 1).trim()]];
}

function addCheck(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('check'))
    .description('validate: schema, rules of the CRDs, references; print every problem')
    .argument('[paths...]', 'further paths')
    .option('--schema-only', 'leave out what concerns more than one object')
    .addOption(output('text', 'json').default('text'))
    .action(async (paths: string[], flags: ManifestFlags & { schemaOnly?: true; output: 'text' | 'json' }) => {
      const { check } = await import('./commands/check.ts');
      settle(
        await check(context, inputOf(flags, paths), { schemaOnly: flags.schemaOnly === true, output: flags.output }),
      );
    });
}

function addStatus(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('status'))
    .description("each resource's status as the controller would write it")
    .argument('[paths...]', 'further paths')
    .addOption(output('table', 'json', 'yaml').default('table'))
    .action(async (paths: string[], flags: ManifestFlags & { output: 'table' | 'json' | 'yaml' }) => {
      const { status } = await import('./commands/status.ts');
      settle(await status(context, inputOf(flags, paths), flags.output));
    });
}

function addEffective(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('effective'))
    .description('the effective configuration')
    .argument('[paths...]', 'further paths')
    .addOption(output('json', 'yaml').default('json'))
    .action(async (paths: string[], flags: ManifestFlags & { output: 'json' | 'yaml' }) => {
      const { effective } = await import('./commands/effective.ts');
      settle(await effective(context, inputOf(flags, paths), flags.output));
    });
}

function addMatch(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('match'))
    .description('one decision a line: JSON lines in and out')
    .argument('[paths...]', 'further paths')
    .requiredOption('--requests <file>', 'file with one request a line as JSON, or -')
    .addOption(output('json').default('json'))
    .action(async (paths: string[], flags: ManifestFlags & { requests: string }) => {
      const { match } = await import('./commands/match.ts');
      settle(await match(context, inputOf(flags, paths), flags.requests));
    });
}

function addExplain(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('explain'))
    .description('which rule won, which lost and why, which policy set each value')
    .usage("-f PATH… METHOD URL [-H 'name: value']…")
    .argument('[arguments...]', 'METHOD URL; paths may stand before them')
    .option('-H, --header <header>', 'header of the request; may be repeated', header, [])
    .option('--gateway <namespace/name>', 'Gateway that gets the request, where several serve the port')
    .option('--sni <name>', "server name of the TLS handshake; the URL's host unless given")
    .addOption(output('text', 'json').default('text'))
    .action(async (words: string[], flags: ManifestFlags & ExplainFlags) => {
      const { explainCommand, splitWords } = await import('./commands/explain.ts');
      const { paths, method, url } = splitWords(words);
      settle(await explainCommand(context, inputOf(flags, paths), { ...flags, method, url }));
    });
}

interface ExplainFlags {
  readonly header: readonly (readonly [string, string])[];
  readonly gateway?: string;
  readonly sni?: string;
  readonly output: 'text' | 'json';
}

function addPolicies(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('policies'))
    .description('effective policies: each scope, each field, where it came from')
    .usage('-f PATH… [KIND/NS/NAME]')
    .argument('[words...]', 'an object or policy that the scopes must concern; paths may stand before it')
    .addOption(new Option('--mode <mode>', 'the same as --policy-mode').choices([...mergeModes]))
    .addOption(output('text', 'json').default('text'))
    .action(async (words: string[], flags: ManifestFlags & { mode?: MergeMode; output: 'text' | 'json' }) => {
      const { policies, splitObject } = await import('./commands/policies.ts');
      const { paths, object } = splitObject(words);
      const { mode, output: format } = flags;
      const options = { output: format, ...(mode && { mode }), ...(object !== undefined && { object }) };
      settle(await policies(context, inputOf(flags, paths), options));
    });
}

function addGraph(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('graph'))
    .description('topology with attachments, refusals and policies')
    .argument('[paths...]', 'further paths')
    .addOption(output('mermaid', 'dot', 'svg', 'json').default('mermaid'))
    .action(async (paths: string[], flags: ManifestFlags & { output: 'mermaid' | 'dot' | 'svg' | 'json' }) => {
      const { graph } = await import('./commands/graph.ts');
      settle(await graph(context, inputOf(flags, paths), flags.output));
    });
}

function addDiff(program: Command, context: Context, settle: Settle): void {
  withManifests(program.command('diff'))
    .description('what a change does to requests, policies and status')
    .argument('[paths...]', 'further old paths')
    .requiredOption('--to <path...>', 'the new manifests: file, folder or -; may be repeated')
    .option('--exit-code', 'exit status 1 where anything differs')
    .addOption(output('text', 'json').default('text'))
    .action(
      async (paths: string[], flags: ManifestFlags & { to: string[]; exitCode?: true; output: 'text' | 'json' }) => {
        const { diff } = await import('./commands/diff.ts');
        const from = inputOf(flags, paths);
        const options = { exitCode: flags.exitCode === true, output: flags.output };
        settle(await diff(context, from, { ...from, paths: flags.to }, options));
      },
    );
}

function addServe(program: Command, context: Context, settle: Settle): void {
  addFleet(addServing(withManifests(program.command('serve'))))
    .description('serve the manifests: a proxy for one machine, or steer Envoys')
    .argument('[paths...]', 'further paths')
    .action(async (paths: string[], flags: ManifestFlags & FleetFlags) => {
      if (flags.envoy) {
        const { serveEnvoy } = await import('./commands/serve-envoy.ts');
        settle(await serveEnvoy(context, inputOf(flags, paths), flags));
        return;
      }
      const { serve } = await import('./commands/serve.ts');
      settle(await serve(context, inputOf(flags, paths), flags));
    });
}

function addEnvoy(program: Command, context: Context, settle: Settle): void {
  addPlacement(withManifests(program.command('envoy')))
    .description('Envoy configuration as JSON')
    .argument('[paths...]', 'further paths')
    .addOption(output('bootstrap', 'resources').default('bootstrap'))
    .option('--bind <address>', 'address that the listeners bind', '0.0.0.0')
    .option('--gateway <namespace/name>', 'only this Gateway')
    .option('--admin <port>', "Envoy's own admin page on loopback", (value) => portNumber(value, 0))
    .option('--inline-secrets', 'write the private keys of TLS listeners into the bootstrap')
    .action(async (paths: string[], flags: ManifestFlags & EnvoyFlags) => {
      const { envoy } = await import('./commands/envoy.ts');
      settle(await envoy(context, inputOf(flags, paths), flags));
    });
}

function addDemo(program: Command, context: Context, settle: Settle): void {
  program
    .command('demo')
    .description('serve the example manifests with three small backends on this machine')
    .option('--envoy <binary>', 'with this Envoy in place of the Node proxy')
    .action(async ({ envoy }: { envoy?: string }) => {
      if (envoy !== undefined) {
        const { demoEnvoy } = await import('./commands/demo-envoy.ts');
        settle(await demoEnvoy(context, envoy));
        return;
      }
      const { demo } = await import('./commands/demo.ts');
      settle(await demo(context));
    });
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}

/** The command's names and flags: a contract that scripts rely on. */
export function createProgram(context: Context, settle: Settle): Command {
  const program = new Command('routeward')
    .description('Routing and policy engine for the Kubernetes Gateway API.')
    .option('--no-color', 'plain text, as with NO_COLOR')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .configureOutput({
      writeOut: (text) => context.io.out(text),
      writeErr: (text) => context.io.err(text),
      getOutHasColors: () => context.colours.out.isColorSupported,
      getErrHasColors: () => context.colours.err.isColorSupported,
    });
  const commands = [
    addCheck,
    addStatus,
    addEffective,
    addMatch,
    addExplain,
    addPolicies,
    addGraph,
    addDiff,
    addEnvoy,
    addServe,
    addDemo,
  ];
  for (const add of commands) add(program, context, settle);
  return program;
}
