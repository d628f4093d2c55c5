import type { NamedMatch, PathMatch, RuleMatch } from '@routeward/core';

const pathText = ({ kind, value }: PathMatch): string =>
  kind === 'prefix' ? `${value}${value === '/' ? '*' : '/*'}` : kind === 'exact' ? value : `~${value}`;

function namedText(subject: string, { name, value }: NamedMatch): string {
  switch (value.kind) {
    case 'exact':
      return `${subject} ${name}=${value.value}`;
    case 'prefix':
      return `${subject} ${name}=${value.value}*`;
    case 'regex':
      return `${subject} ${name}~${value.value}`;
    case 'present':
      return `${subject} ${name}`;
    case 'absent':
      return `no ${subject} ${name}`;
  }
}

/** A match in one line: `GET /cart/*, header version=2, query debug=1`; `~` stands before a regular expression. */
export function matchText({ method, path, headers, queryParams }: RuleMatch): string {
  return [
    `${method === undefined ? '' : `${method} `}${pathText(path)}`,
    ...headers.map((header) => namedText('header', header)),
    ...queryParams.map((parameter) => namedText('query', parameter)),
  ].join(', ');
}
