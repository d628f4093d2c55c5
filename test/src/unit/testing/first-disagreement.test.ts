import { buildEffectiveConfig } from '@routeward/core';
import { type AimedRequest, firstDisagreement, referenceMatch } from '@routeward/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route } from '../../threats/manifests.ts';
import { resourceOf } from '../../threats/world.ts';

const test = suite('testing: first disagreement');

const configuration = buildEffectiveConfig(
  [gatewayClass, gateway('infra/edge'), route('shop/cart', { hostnames: ['shop.test'] })].map(resourceOf),
);

const request = (authority: string): AimedRequest => ({
  gateway: 'infra/edge',
  port: 80,
  authority,
  path: '/',
  method: 'GET',
  headers: [],
});

const requests = ['other.test', 'shop.test'].map(request);

test('is undefined for a matcher that answers like the reference', () => {
  const match = (one: AimedRequest) => referenceMatch(configuration, one).rule;
  assert.is(firstDisagreement(configuration, requests, match), undefined);
});

test('is undefined for a matcher that answers with rules of a copy', () => {
  const copy = structuredClone(configuration);
  assert.is(
    firstDisagreement(configuration, requests, (one) => referenceMatch(copy, one).rule),
    undefined,
  );
});

test('names the request, what was expected and what came', () => {
  const sentence = firstDisagreement(configuration, requests, () => undefined) ?? '';
  assert.match(sentence, 'expected HTTPRoute/shop/cart rule 0 match 0, got no rule');
  assert.match(sentence, '"authority":"shop.test"');
});

test.run();
