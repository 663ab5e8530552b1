// Reads manifests from standard input, YAML documents, and holds them against the schema that Kubernetes publishes; needs no network.
// Prints them and the mistakes as JSON. usage: node manifests.mjs NODE_MODULES <manifests.yaml
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const modules = resolve(process.argv[2]);
const require = createRequire(join(modules, "x"));
// kubernetes-models knows which values a field takes, but not which fields there are: that the generated client knows.
const VALIDATORS = { "batch/v1": "kubernetes-models/batch/v1", v1: "kubernetes-models/v1" };
const clientModel = async (type) =>
	(await import(join(modules, "@kubernetes/client-node/dist/gen/models", type + ".js")))[type];

async function unknownFields(value, type, path) {
	const element = /^Array<(.*)>$/.exec(type), entry = /^{ \[key: string\]: (.*); }$/.exec(type);
	if (element) return walk(value, () => element[1], path);
	if (entry) return walk(value, () => entry[1], path);
	if (!/^V\d/.test(type) || value === null || typeof value !== "object") return [];
	const fields = Object.fromEntries((await clientModel(type)).getAttributeTypeMap().map((field) => [field.baseName, field.type]));
	return walk(value, (name) => fields[name], path);
}

async function walk(value, typeOf, path) {
	const found = [];
	for (const [name, below] of Object.entries(value)) {
		const type = typeOf(name), where = `${path}/${name}`;
		found.push(...(type ? await unknownFields(below, type, where) : [`${where} is not in the schema`]));
	}
	return found;
}

function wrongValues(manifest) {
	try {
		new (require(VALIDATORS[manifest.apiVersion])[manifest.kind])(manifest).validate();
		return [];
	} catch (problem) {
		return [problem.message];
	}
}

const manifests = require("yaml").parseAllDocuments(readFileSync(0, "utf8")).map((document) => {
	if (document.errors.length) throw document.errors[0];
	return document.toJS();
});
const mistakes = [];
for (const manifest of manifests)
	for (const mistake of [...wrongValues(manifest), ...(await unknownFields(manifest, "V1" + manifest.kind, ""))])
		mistakes.push(`${manifest.kind} ${manifest.metadata?.name}: ${mistake}`);
console.log(JSON.stringify({ manifests, mistakes }));
