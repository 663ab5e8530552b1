// Stands in for the command-line shell `duckdb -bail DATABASE`, which no package has: statements from standard input, the
// first that fails ends it. Rows of a SELECT go to standard output as JSON lines.
// node duckdb.mjs MODULES [-bail] DATABASE
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const [modules, ...rest] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(modules + '/')('@duckdb/node-api');
const instance = await DuckDBInstance.create(rest.filter((word) => !word.startsWith('-'))[0]);
const connection = await instance.connect();
try {
	const statements = await connection.extractStatements(await text(process.stdin));
	for (let i = 0; i < statements.count; i++) {
		const statement = await statements.prepare(i);
		const reader = await statement.runAndReadAll();
		if (reader.columnNames().includes('json')) for (const [line] of reader.getRows()) console.log(line);
		statement.destroySync(); // as the shell does: a statement keeps the memory that it used
	}
} catch (problem) {
	console.error(problem.message);
	process.exitCode = 1;
}
connection.closeSync();
instance.closeSync();
