import type { Filter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: FaultPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onRoute = (spec: Fields) => policy('FaultPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onClass = (spec: Fields) => policy('FaultPolicy', 'class', 'GatewayClass/routeward', spec);

const filtersOf = (policies: readonly Fields[], rule: Fields = {}): readonly Filter[] =>
  ruleOf(shopWorld(policies, rule)).filters;

test('delays and aborts a share of the requests, all unless said', () => {
  const spec = { delay: { duration: '2s', percentage: 10 }, abort: { statusCode: 503 } };
  assert.equal(filtersOf([onRoute({ default: spec })]), [
    { kind: 'fault', delay: { duration: 2000, percentage: 10 }, abort: { statusCode: 503, percentage: 100 } },
  ]);
});

test('stands in front of the filters of the rule', () => {
  const own = { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }] };
  const kinds = filtersOf([onRoute({ default: { abort: { statusCode: 503 } } })], own).map(({ kind }) => kind);
  assert.equal(kinds, ['fault', 'requestHeaders']);
});

test('what is missing comes from another level; without it nothing happens', () => {
  const share = { default: { delay: { percentage: 5 } } };
  assert.equal(filtersOf([onClass(share)]), []);
  assert.equal(filtersOf([onClass(share), onRoute({ default: { delay: { duration: '1s' } } })]), [
    { kind: 'fault', delay: { duration: 1000, percentage: 5 } },
  ]);
  const off = { override: { delay: { duration: '0s' } } };
  assert.equal(filtersOf([onClass(off), onRoute({ default: { delay: { duration: '1s' } } })]), []);
});

test('every bad value is refused by name and path', () => {
  assertRefused('FaultPolicy', [
    [{ delay: { duration: '2' } }, 'delay.duration'],
    [{ delay: { percentage: 101 } }, 'delay.percentage'],
    [{ abort: { statusCode: 199 } }, 'abort.statusCode'],
    [{ abort: { statusCode: 600 } }, 'abort.statusCode'],
    [{ abort: { percentage: 0.5 } }, 'abort.percentage'],
    [{ abort: 503 }, 'abort'],
  ]);
});

test.run();
