import type { Decision } from '@routeward/core';
import { decisionHeadline, decisionLines, plain } from '../explanation/decision-text.ts';
import { scopeTitle, sourceText } from '../policies/scope-text.ts';
import type { Colours } from '../terminal/colours.ts';
import type { Changes, PolicyChange, RequestChange, RuleChange, SetValue, StatusChange } from './changes.ts';

type Mark = 'added' | 'removed' | 'changed' | 'reordered';

const signs = { added: '+', removed: '-', changed: '~', reordered: '^' } as const satisfies Record<Mark, string>;

function marked(change: Mark, text: string, colours: Colours): string {
  const paint = { added: colours.green, removed: colours.red, changed: colours.yellow, reordered: colours.cyan }[
    change
  ];
  return `${paint(signs[change])} ${text}`;
}

const section = (title: string, lines: readonly string[], colours: Colours): string =>
  lines.length === 0 ? '' : `${colours.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;

const answer = (decision: Decision): string => [decisionHeadline(decision), ...decisionLines(decision)].join('; ');

function requestText({ request, before, after }: RequestChange, colours: Colours): string[] {
  const { method = 'GET', scheme = 'http', authority, port, path, headers = [] } = request;
  const extra = headers.map(([name, value]) => plain` -H '${name}: ${value}'`).join('');
  const url = plain`${method} ${scheme}://${authority}:${port}${path}`;
  return [`${url}${extra}`, `  ${colours.red('-')} ${answer(before)}`, `  ${colours.green('+')} ${answer(after)}`];
}

const ruleText = ({ gateway, listener, host, route, rule, matches }: RuleChange): string =>
  plain`${gateway} ${listener} ${host}: ${matches} (${route} rule ${rule})`;

const valueText = (value: SetValue | undefined): string =>
  value === undefined ? 'not set' : `${JSON.stringify(value.value)} of ${sourceText(value)}`;

function policyText({ kind, path, change, fields }: PolicyChange, colours: Colours): string[] {
  const lines = fields.map(({ field, before, after }) => plain`  ${field}: ${valueText(before)} → ${valueText(after)}`);
  return [marked(change, scopeTitle({ kind, path }), colours), ...lines];
}

/** One policy high up may touch thousands of scopes: so many are shown, the rest is counted. */
const shownScopes = 50;

function policyLines(changes: readonly PolicyChange[], colours: Colours): string[] {
  const lines = changes.slice(0, shownScopes).flatMap((change) => policyText(change, colours));
  const left = changes.length - shownScopes;
  return left > 0 ? [...lines, colours.dim(`${left} more: -o json lists all`)] : lines;
}

const statusText = ({ resource, part, condition, before, after }: StatusChange): string =>
  plain`${resource}${part === '' ? '' : ` ${part}`} ${condition}: ${before ?? 'not there'} → ${after ?? 'not there'}`;

/** Differences to read; what they do to requests comes first. */
export function changesText(changes: Changes, colours: Colours): string {
  if (changes.same) return 'no difference\n';
  const { requests, rules, listeners, backends, policies, status, resources } = changes;
  const list = (entries: readonly { readonly change: Mark; readonly text: string }[]): string[] =>
    entries.map(({ change, text }) => marked(change, text, colours));
  return [
    section(
      'Requests that get another answer',
      requests.flatMap((change) => requestText(change, colours)),
      colours,
    ),
    section('Rules', list(rules.map((rule) => ({ change: rule.change, text: ruleText(rule) }))), colours),
    section(
      'Listeners',
      list(listeners.map(({ gateway, listener, change }) => ({ change, text: plain`${gateway} ${listener}` }))),
      colours,
    ),
    section('Backends', list(backends.map(({ backend, change }) => ({ change, text: plain`${backend}` }))), colours),
    section('Policies that come to something else', policyLines(policies, colours), colours),
    section('Status', list(status.map((entry) => ({ change: 'changed', text: statusText(entry) }))), colours),
    section(
      'Resources',
      list(resources.map(({ resource, change }) => ({ change, text: plain`${resource}` }))),
      colours,
    ),
  ].join('');
}
