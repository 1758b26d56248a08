/** The generator as a process of its own: one plan as JSON in the first argument, one result as JSON on standard output. */
import { generateLoad, type LoadPlan } from './generator.ts';

process.stdout.write(`${JSON.stringify(await generateLoad(JSON.parse(process.argv[2] ?? '{}') as LoadPlan))}\n`);
