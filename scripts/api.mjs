// Writes api/<package>.api.md, the list of everything a package exports; with --check only compares and fails on a
// difference. Needs a build: it reads the .d.ts files.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One report for each name that a package lets others import. */
const entryPoints = () =>
  readdirSync(join(root, 'packages')).flatMap((name) => {
    const manifestFile = join(root, 'packages', name, 'package.json');
    const { exports } = JSON.parse(readFileSync(manifestFile, 'utf8'));
    return Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([path, { types }]) => ({
        report: [name, ...path.split('/').slice(1)].join('-'),
        folder: join(root, 'packages', name),
        manifestFile,
        types: join(root, 'packages', name, types),
      }));
  });

const configuration = ({ report, folder, manifestFile, types }, temporary) =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2023'],
            module: 'nodenext',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
          },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${report}.api.md`,
        reportFolder: join(root, 'api'),
        reportTempFolder: temporary,
        // Types that are reached but have no name of their own, such as the resources' schemas, are public as well.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // No release tags are used: what index.ts exports is public. Doc comments are free text, not TSDoc.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: manifestFile,
  });

/** The messages that count; the rest (its greeting, its own TypeScript version) is left out. */
const report = (message) => {
  message.handled = true;
  if (message.logLevel === ExtractorLogLevel.Error) console.error(message.formatMessageWithLocation(root));
};

const check = process.argv.includes('--check');
const temporary = mkdtempSync(join(tmpdir(), 'routeward-api-'));
mkdirSync(join(root, 'api'), { recursive: true });
let failed = false;
for (const entry of entryPoints()) {
  const result = Extractor.invoke(configuration(entry, temporary), {
    localBuild: !check,
    showVerboseMessages: false,
    messageCallback: report,
  });
  const stale = check && result.apiReportChanged;
  if (stale || result.errorCount > 0) failed = true;
  const state = stale ? 'differs: run `npm run api` and commit api/' : result.apiReportChanged ? 'written' : 'same';
  console.log(`api/${entry.report}.api.md ${state}`);
}
rmSync(temporary, { recursive: true });
process.exitCode = failed ? 1 : 0;
