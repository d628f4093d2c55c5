import type { Compression } from '@routeward/core';
import { digestText } from '../digest.ts';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import type { GuardPart } from './guard/guard-part.ts';
import { filterName, type NeededFilter, ranks } from './guard/needed-filter.ts';

const compressor = 'envoy.extensions.filters.http.compressor.v3';

const libraries = { br: 'brotli', gzip: 'gzip', zstd: 'zstd' } as const;

type Algorithm = Compression['algorithms'][number];

const words = { br: 'Brotli', gzip: 'Gzip', zstd: 'Zstd' } as const;

const library = (algorithm: Algorithm): JsonObject => ({
  name: `envoy.compression.${libraries[algorithm]}.compressor`,
  typed_config: {
    '@type': typeOf(`envoy.extensions.compression.${libraries[algorithm]}.compressor.v3.${words[algorithm]}`),
  },
});

/** What is compressed can't be said at a route: each way has a filter of its own. */
function compressionFilter(
  algorithm: Algorithm,
  { minimumLength, contentTypes }: Compression,
  first: boolean,
): NeededFilter {
  const config = {
    '@type': typeOf(`${compressor}.Compressor`),
    response_direction_config: {
      weaken_etag_on_compress: true,
      common_config: {
        min_content_length: minimumLength,
        content_type_matcher: contentTypes.map((exact) => ({ exact, ignore_case: true })),
      },
    },
    compressor_library: library(algorithm),
    ...(first && { choose_first: true }),
  };
  const name = `${filterName('compress')}/${algorithm}/${digestText(JSON.stringify(config))}`;
  return { name, rank: ranks.compression, config };
}

/** Envoy takes what the client likes best; of what it likes alike, the rule's first. */
export function compressionPart(compression: Compression): GuardPart {
  // Without a type Envoy would take a list of its own.
  const algorithms = compression.contentTypes.length > 0 ? [...new Set(compression.algorithms)] : [];
  const filters = algorithms.map((algorithm, index) => compressionFilter(algorithm, compression, index === 0));
  const on = {
    '@type': typeOf(`${compressor}.CompressorPerRoute`),
    overrides: { response_direction_config: {} },
  };
  return { kind: 'filters', perFilter: Object.fromEntries(filters.map(({ name }) => [name, on])), filters };
}
