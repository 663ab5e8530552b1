// Reads [{dialect, sql}] as JSON from standard input, and prints those that no parser takes, each with what it says.
// @polyglot-sql/sdk for all dialects, sql-parser-cst for BigQuery.
// node parse.cjs MODULES
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

const load = createRequire(process.argv[2] + '/');
const polyglot = load('@polyglot-sql/sdk');
const bigquery = load('sql-parser-cst');

function problem({ dialect, sql }) {
	try {
		if (dialect === 'bigquery') return void bigquery.parse(sql, { dialect });
		const parsed = polyglot.parse(sql, dialect);
		return parsed.success ? undefined : parsed.error;
	} catch (error) {
		return error.message;
	}
}

polyglot.init().then(() => {
	const refused = JSON.parse(readFileSync(0, 'utf8')).map((one) => ({ ...one, problem: problem(one) }));
	console.log(JSON.stringify(refused.filter((one) => one.problem !== undefined)));
});
