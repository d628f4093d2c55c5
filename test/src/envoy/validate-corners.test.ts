import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyWorld, gateway, route } from './support/envoy-world.ts';

const test = suite('envoy: corners of the specification');
const binary = findEnvoy();

const to = (backend: string): string => `backendRefs: [{name: ${backend}, port: 80}]`;
const path = (value: string, type = 'PathPrefix'): string => `path: {type: ${type}, value: ${JSON.stringify(value)}}`;
const rewrite = (from: string, modifier: string): string =>
  `{matches: [{${path(from)}}], filters: [{type: URLRewrite, urlRewrite: {path: ${modifier}}}], ${to('a')}}`;
const redirect = (from: string, fields: string): string =>
  `{matches: [{${path(from)}}], filters: [{type: RequestRedirect, requestRedirect: {${fields}}}]}`;
const prefix = (value: string): string => `{type: ReplacePrefixMatch, replacePrefixMatch: ${JSON.stringify(value)}}`;
const full = (value: string): string => `{type: ReplaceFullPath, replaceFullPath: ${JSON.stringify(value)}}`;
const header = (name: string, value: string): string => `{name: ${name}, value: ${JSON.stringify(value)}}`;
const setHeader = (from: string, name: string, value: string): string =>
  `{matches: [{${path(from)}}], filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [${header(name, value)}]}}], ${to('a')}}`;

const world = new EnvoyWorld(
  gateway(`[
  {name: any, port: 80, protocol: HTTP},
  {name: iso, port: 80, protocol: HTTP, hostname: '*.iso.test'},
  {name: one, port: 80, protocol: HTTP, hostname: 'one.iso.test'},
  {name: empty, port: 80, protocol: HTTP, hostname: '*.empty.test'},
  {name: http8080, port: 8080, protocol: HTTP},
  {name: http443, port: 443, protocol: HTTP}]`) +
    route(
      'order',
      '[order.test]',
      `[{matches: [{${path('/x')}, headers: [${header('one', '1')}, ${header('two', '2')}]}], ${to('a')}},
        {matches: [{${path('/x')}, method: GET}], ${to('b')}}]`,
    ) +
    route('root', '[root.test]', `[${rewrite('/', prefix('/bar'))}, ${rewrite('/gone', prefix('/'))}]`) +
    route(
      'paths',
      '[paths.test]',
      `[${rewrite('/foo/', prefix('/'))}, ${rewrite('/new', prefix('/other/'))}, ${rewrite('/empty', prefix(''))},
        ${rewrite('/back', full('/a\\1b'))}, ${rewrite('/query', full('/q?z=1'))}, ${rewrite('/star/.*', prefix('/r'))},
        ${rewrite('/space', full('/ä b%REQ(host)%'))}]`,
    ) +
    route('moved', '[moved.test]', `[${redirect('/', `path: ${prefix('/bar')}`)}]`) +
    route(
      'redirects',
      "['*.redirect.test']",
      `[${redirect('/p', `path: ${prefix('/new/')}`)}, ${redirect('/s', `path: ${prefix('/')}`)},
        ${redirect('/http443', 'scheme: http, port: 443')}, ${redirect('/https80', 'scheme: https, port: 80')},
        ${redirect('/https', 'scheme: https')}, ${redirect('/port', 'port: 9000')}, ${redirect('/full', `path: ${full('/a?b=1')}`)},
        ${redirect('/308', 'statusCode: 308, hostname: other.test')}]`,
    ) +
    route(
      'headers',
      '[headers.test]',
      `[${setHeader('/format', 'x-set', '100%REQ(host)%')}, ${setHeader('/percent', 'x-set', '100%')},
        ${setHeader('/dollar', 'x-set', '%%START_TIME%% \\1 $0')}, ${setHeader('/host', 'Host', 'set.test')}]`,
    ) +
    route('on-all', '[foo.iso.test, bar.empty.test]', `[{${to('a')}}]`, 'any') +
    route('on-iso', "['*.iso.test']", `[{matches: [{${path('/iso')}}], ${to('b')}}]`, 'iso') +
    route('on-one', '[one.iso.test]', `[{matches: [{${path('/one')}}], ${to('c')}}]`, 'one') +
    route('fall-exact', '[foo.host.test]', `[{matches: [{${path('/a')}}], ${to('a')}}]`) +
    route('fall-wild', "['*.host.test']", `[{matches: [{${path('/b')}}], ${to('b')}}]`) +
    route('fall-any', '[]', `[{matches: [{${path('/c')}}], ${to('c')}}]`, 'any'),
);

// Not in a hook: uvu would go on as if nothing had failed.
if (binary !== undefined) await world.start(binary);
test.after(() => world.stop());

async function backendOf(url: string, headers: Record<string, string> = {}): Promise<string | number> {
  const { status, seen } = await world.ask(url, { headers });
  return seen[0]?.backend ?? status;
}

async function pathOf(url: string): Promise<string | undefined> {
  return (await world.ask(url)).seen[0]?.path;
}

async function locationOf(url: string, port = 80): Promise<string | undefined> {
  return (await world.ask(url, { port })).headers.location;
}

if (binary === undefined) skipped('corners of the specification on a real Envoy');
else {
  test('a method goes before any number of headers', async () => {
    assert.is(await backendOf('order.test/x', { one: '1', two: '2' }), 'default/b:80');
  });

  test('a prefix is replaced by elements, whatever slashes are at its end', async () => {
    assert.is(await pathOf('root.test/x?q=1'), '/bar/x?q=1');
    assert.is(await pathOf('root.test/'), '/bar/');
    assert.is(await pathOf('root.test/gone'), '/');
    assert.is(await pathOf('root.test/gone/x'), '/x');
    assert.is(await pathOf('paths.test/foo'), '/');
    assert.is(await pathOf('paths.test/foo/'), '/');
    assert.is(await pathOf('paths.test/foo/x'), '/x');
    assert.is(await pathOf('paths.test/foo?q'), '/?q');
    assert.is(await pathOf('paths.test/new/x'), '/other/x');
    assert.is(await pathOf('paths.test/new'), '/other');
    assert.is(await pathOf('paths.test/new/'), '/other/');
    assert.is(await pathOf('paths.test/empty/x'), '/x');
    assert.is(await pathOf('paths.test/star/.*/x'), '/r/x');
  });

  test('a path is replaced by just the text that stands there', async () => {
    assert.is(await pathOf('paths.test/back?q'), '/a\\1b?q');
    assert.is(await pathOf('paths.test/query?y=2'), '/q?z=1?y=2');
    assert.is(await pathOf('paths.test/space'), '/%C3%A4%20b%REQ(host)%');
  });

  test('redirects replace prefixes as rewrites do', async () => {
    assert.is(await locationOf('moved.test/x?q=1'), 'http://moved.test/bar/x?q=1');
    assert.is(await locationOf('a.redirect.test/p/x'), 'http://a.redirect.test/new/x');
    assert.is(await locationOf('a.redirect.test/p'), 'http://a.redirect.test/new');
    assert.is(await locationOf('a.redirect.test/s/x?q'), 'http://a.redirect.test/x?q');
    assert.is(await locationOf('a.redirect.test/s'), 'http://a.redirect.test/');
    assert.is(await locationOf('a.redirect.test/full?y=2'), 'http://a.redirect.test/a?b=1?y=2');
  });

  test('the port of a redirect stays where it is not the scheme’s own', async () => {
    assert.is(await locationOf('a.redirect.test/http443'), 'http://a.redirect.test:443/http443');
    assert.is(await locationOf('a.redirect.test/https80'), 'https://a.redirect.test:80/https80');
    assert.is(await locationOf('a.redirect.test/https'), 'https://a.redirect.test/https');
    assert.is(await locationOf('a.redirect.test/port'), 'http://a.redirect.test:9000/port');
    assert.is(await locationOf('a.redirect.test/p', 8080), 'http://a.redirect.test:8080/new');
    assert.is(await locationOf('moved.test:1234/x', 8080), 'http://moved.test:8080/bar/x');
    assert.is(await locationOf('a.redirect.test/p', 443), 'http://a.redirect.test:443/new');
    assert.is(await locationOf('moved.test:1234/x'), 'http://moved.test/bar/x');
    // The same address: Envoy can leave out no port that the client names unless it knows the host.
    assert.is(await locationOf('a.redirect.test:1234/p'), 'http://a.redirect.test:80/new');
    assert.is((await world.ask('a.redirect.test/308')).status, 308);
    assert.is(await locationOf('a.redirect.test:1234/308'), 'http://other.test/308');
  });

  test('header values are texts, not formats', async () => {
    const setValue = async (url: string) =>
      (await world.ask(url)).seen[0]?.fields.find(([name]) => name === 'x-set')?.[1];
    assert.is(await setValue('headers.test/format'), '100%REQ(host)%');
    assert.is(await setValue('headers.test/percent'), '100%');
    assert.is(await setValue('headers.test/dollar'), '%%START_TIME%% \\1 $0');
    assert.is((await world.ask('headers.test/host')).seen[0]?.host, 'set.test');
  });

  test('a host belongs to one listener, the most specific', async () => {
    assert.is(await backendOf('foo.iso.test/'), 404);
    assert.is(await backendOf('foo.iso.test/iso'), 'default/b:80');
    assert.is(await backendOf('one.iso.test/one'), 'default/c:80');
    assert.is(await backendOf('one.iso.test/iso'), 404);
    assert.is(await backendOf('bar.empty.test/'), 404);
    assert.is(await backendOf('empty.test/c'), 'default/c:80');
  });

  test('a host whose rules do not match falls through to the less specific ones', async () => {
    assert.is(await backendOf('foo.host.test/a'), 'default/a:80');
    assert.is(await backendOf('foo.host.test/b'), 'default/b:80');
    assert.is(await backendOf('foo.host.test/c'), 'default/c:80');
    assert.is(await backendOf('bar.host.test/a'), 404);
    assert.is(await backendOf('elsewhere.test/c'), 'default/c:80');
  });
}

test.run();
