// DuckDB over the same pages as local files: it fetches nothing.
// duckdb.mjs MODULES PAGES-FOLDER PAGES OUTPUT COLUMN...
import { createRequire } from 'node:module';

const [modules, folder, pages, output, ...columns] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(modules + '/')('@duckdb/node-api');
const files = Array.from({ length: Number(pages) }, (_, i) => `'${folder}/${i + 1}.json'`);
const attributes = columns.map((name) => `${name} VARCHAR`).join(', ');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`
	COPY (SELECT one.id, ${columns.map((name) => 'one.attributes.' + name).join(', ')} FROM (
		SELECT unnest(data) AS one FROM read_json([${files.join(', ')}], format = 'unstructured', maximum_object_size = 67108864,
			columns = {data: 'STRUCT(id VARCHAR, attributes STRUCT(${attributes}))[]'})))
	TO '${output}' (FORMAT csv, HEADER false, FORCE_QUOTE *, COMPRESSION gzip)`);
