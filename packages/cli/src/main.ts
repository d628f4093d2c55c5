import { run } from './run.ts';
import { processIo } from './terminal/io.ts';

// Not process.exit(): what was written to a pipe must get there.
process.exitCode = await run(process.argv.slice(2), processIo());
