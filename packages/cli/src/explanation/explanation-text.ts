import type { Explanation, RuleVerdict } from '@routeward/core';
import { scopeText } from '../policies/scope-text.ts';
import type { Colours } from '../terminal/colours.ts';
import { decisionHeadline, decisionLines, plain } from './decision-text.ts';

/** Rules of other hosts are many and say little: so many are shown, the rest is counted. */
const shownRules = 25;

const indent = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

const section = (title: string, lines: readonly string[], colours: Colours): string =>
  lines.length === 0 ? '' : `\n${colours.bold(title)}\n${indent(lines)}`;

const ruleName = ({ route, rule, match, ruleName: name }: RuleVerdict): string =>
  plain`${route} rule ${rule}${name === undefined ? '' : ` "${name}"`} match ${match}`;

function lossLines(rules: readonly RuleVerdict[], colours: Colours): string[] {
  const lost = rules.flatMap((rule) => (rule.outcome === 'lost' ? [rule] : []));
  const near = lost.filter(({ criterion }) => criterion !== 'listener' && criterion !== 'hostname');
  const shown = (near.length > 0 ? near : lost).slice(0, shownRules);
  const lines = shown.map(
    (rule) =>
      `${ruleName(rule)} on ${plain`${rule.virtualHost}`}: ${colours.yellow(plain`${rule.criterion}`)}, ${plain`${rule.detail}`}`,
  );
  const left = lost.length - shown.length;
  return left > 0 ? [...lines, colours.dim(`${left} more, most of other hosts: -o json lists all`)] : lines;
}

function listenerLines({ listeners, decision }: Explanation): string[] {
  if (listeners.length === 0)
    return [plain`none: no listener of ${decision.gateway ?? 'any Gateway'} serves this port`];
  return listeners.map(
    ({ listener, protocol, hostname, verdict }) =>
      plain`${listener} (${protocol}, ${hostname ?? 'any host'}): ${verdict}`,
  );
}

/** An explanation to read: the answer, then why. */
export function explanationText(explanation: Explanation, colours: Colours): string {
  const { request, decision, rules, refused, policies } = explanation;
  const won = rules.find(({ outcome }) => outcome === 'won');
  const headline = decisionHeadline(decision);
  const verdict = decision.action === 'none' ? colours.red(headline) : colours.green(headline);
  const refusals = refused.map(
    ({ route, parentRef, listener, reason, message }) =>
      plain`${route} parentRef ${parentRef}${listener === undefined ? '' : ` on listener ${listener}`}: ${reason}, ${message}`,
  );
  return [
    `${plain`${request.method ?? 'GET'} ${request.scheme ?? 'http'}://${request.authority}${request.path}`}: ${verdict}\n`,
    section(
      'Rule that won',
      won ? [`${ruleName(won)} on ${plain`${won.virtualHost}`}, listener ${plain`${won.listener}`}`] : [],
      colours,
    ),
    section('What it does', decisionLines(decision), colours),
    section(
      'Policies that apply',
      policies.flatMap((scope) => scopeText(scope).trimEnd().split('\n')),
      colours,
    ),
    section('Rules that lost', lossLines(rules, colours), colours),
    section('Listeners on this port', listenerLines(explanation), colours),
    section('Routes that did not attach', refusals, colours),
  ].join('');
}
