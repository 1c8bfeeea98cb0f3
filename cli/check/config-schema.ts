import { array, boolean, integer, object, type Static, string } from '../../schema/schema.ts';

const agb = (description: string) =>
  string({ pattern: '^\\d{8}$', expected: 'an AGB code of eight digits, in quotes', description });
const text = (description: string) => string({ minLength: 1, description });
const file = (what: string) => text(`${what}; the path is relative to the working directory.`);
const patterns = (description: string) =>
  array(string({ minLength: 1 }), {
    description: `${description}: ids, folders, clauses or needs of checks; \`*\` stands for any text.`,
  });

/** The file of `check --config`: the command line's options by their names in camel case. */
export const checkConfigSchema = object(
  {},
  {
    $schema: string({ description: 'For editors: the schema of this file.' }),
    url: string({ pattern: '^https?://', expected: 'an http(s) url', description: 'The FHIR base of the XIS.' }),
    organization: agb('AGB code of the practice.'),
    otherOrganization: agb('Another practice of the same XIS: whether the two are kept apart.'),
    category: string({
      pattern: '^[^|\\s]+\\|[^|\\s]+$',
      expected: "a token 'system|value'",
      description: '`system|value` that narrows the appointment types, as configured in Spreekuur.nl.',
    }),
    type: text('The appointment type that is looked at, a code or `system|code`; without it the first that has slots.'),
    approvalType: text('A type that needs approval, a code or `system|code`; without it one is looked for.'),
    patientReference: string({
      pattern: '^(https?://\\S+/)?Patient/[A-Za-z0-9.-]{1,64}$',
      expected: "a reference 'Patient/…'",
      description: 'The test patient in the XIS.',
    }),
    patientName: text("The test patient's name."),
    patientBsn: string({
      pattern: '^\\d{9}$',
      expected: 'a BSN of nine digits, in quotes',
      description: 'The BSN of the test patient; better in `XIS_TESTKIT_PATIENT_BSN`.',
    }),
    timeZone: text('In which days and weeks begin; `Europe/Amsterdam` unless said.'),
    timeout: integer({ minimum: 1, maximum: 600, description: 'Seconds for each answer of the XIS; 10 unless said.' }),
    tokenCommand: text('Prints a bearer token. A token itself belongs in `XIS_TESTKIT_TOKEN`.'),
    header: array(string({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+:", expected: "a header as 'Name: value'" }), {
      description: 'More headers for every request, each `Name: value`.',
    }),
    ca: file('Certificates (PEM) of an authority that signs for the XIS'),
    clientCert: file('The certificate (PEM) to show to the XIS'),
    clientKey: file('Its key (PEM)'),
    allowBooking: boolean({ description: 'Whether appointments may be made, and cancelled again.' }),
    maxBookings: integer({
      minimum: 1,
      maximum: 100,
      description: 'The most appointments that are made; 12 unless said.',
    }),
    runFile: file('Where bookings are written down before they are made'),
    listen: integer({ minimum: 0, maximum: 65_535, description: 'Port for the callbacks of the XIS, 0 for any.' }),
    listenHost: text('Address to listen on; `127.0.0.1` unless said.'),
    callbackUrl: string({
      pattern: '^https?://',
      expected: 'an http(s) url',
      description: 'Where the XIS reaches that port.',
    }),
    approvalTimeout: integer({
      minimum: 1,
      maximum: 86_400,
      description: 'Seconds for each approval and its callback; 120 unless said.',
    }),
    onApprovalNeeded: text(
      'Decides an appointment in the XIS: a command that gets its id and the decision, or a url that gets them as JSON.',
    ),
    only: patterns('What to look at'),
    skip: patterns('What to leave out'),
    knownFailures: file('What is known to fail, and why that is borne'),
    json: file('Write the report as JSON'),
    junit: file('Write the report as JUnit XML'),
    html: file('Write the report as one HTML page'),
    markdown: file('Write the report as Markdown, at the end of a file that is there'),
    quiet: boolean({ description: 'Print no progress, only the report.' }),
    color: boolean({ description: 'Whether there may be colors on a terminal.' }),
  },
  { title: 'CheckConfig', description: 'What `xis-testkit check --config` reads.' },
);

export type CheckConfig = Static<typeof checkConfigSchema>;
