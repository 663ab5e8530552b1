// Stands in for clickhouse-client: statements from standard input, run by the library chdb; rows go to standard output, each
// as a line of JSON.
// node clickhouse.mjs MODULES DATABASE
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const [modules, database] = process.argv.slice(2);
const { Session } = createRequire(modules + '/')('chdb');
const session = new Session(database);
try {
	process.stdout.write(String(session.query(await text(process.stdin), 'JSONEachRow')));
} catch (problem) {
	console.error(problem.message);
	process.exitCode = 1;
}
