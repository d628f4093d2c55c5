import { type ConfigurationMatcher, compileConfiguration, decide } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { parseRequest } from '../requests/parse-request.ts';
import { readLines, requireRequests } from '../requests/read-lines.ts';
import { escapeText } from '../terminal/escape.ts';
import { jsonLine } from '../terminal/output.ts';
import { createProgress } from '../terminal/progress.ts';

/** Characters collected before they are written: a write per line would dominate. */
const chunkSize = 65_536;

/** Tells about one line of the requests. */
type Tell = (severity: 'error' | 'warning', line: number, message: string) => void;

/** Answers lines; undefined where a line is none, or bad. */
function createAnswer(matcher: ConfigurationMatcher, tell: Tell): (line: string, number: number) => string | undefined {
  const told = new Set<string>();
  return (line, number) => {
    const parsed = parseRequest(line);
    if (parsed.kind === 'bad') {
      tell('error', number, parsed.message);
      return undefined;
    }
    for (const name of parsed.unknown) {
      if (!told.has(name)) tell('warning', number, `unknown field ${JSON.stringify(name)} is ignored`);
      told.add(name);
    }
    const result = decide(matcher, parsed.request);
    if (result.kind === 'decided') return jsonLine(result.decision);
    tell('error', number, result.message);
    return undefined;
  };
}

/** Answers a file of requests; a line that can't be read is reported with its number and the rest goes on. */
export async function match(context: Context, input: InputOptions, requests: string): Promise<ExitStatus> {
  requireRequests(requests, input.paths);
  const { io, colours } = context;
  const manifests = await loadManifests(context, input);
  let status = reportProblems(context, manifests);
  const answer = createAnswer(compileConfiguration(manifests.engine.configuration), (severity, line, message) => {
    if (severity === 'error') status = 1;
    const word = severity === 'error' ? colours.err.red(severity) : colours.err.yellow(severity);
    io.err(`${escapeText(requests)}:${line}:1: ${word}: ${escapeText(message)}\n`);
  });
  const progress = createProgress(io);
  let number = 0;
  let pending = '';
  for await (const line of readLines(requests, io)) {
    number += 1;
    if (line.trim() !== '') pending += answer(line, number) ?? '';
    if (pending.length <= chunkSize) continue;
    io.out(pending);
    pending = '';
    progress.step(`${number} requests`);
  }
  progress.done();
  if (pending !== '') io.out(pending);
  return status;
}
