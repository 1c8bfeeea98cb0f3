import { httpUrlString } from '../../schema/formats.ts';
import { array, string } from '../../schema/schema.ts';
import { type CommandTable, fileOption, TEXT } from '../command-options.ts';
import { XIS_OPTIONS } from '../connection-options.ts';
import { HEADER_LINES, libraryOption } from '../library-options.ts';
import type { Settings } from '../settings.ts';
import { BROKER_OPTIONS } from './broker-options.ts';

const { toLibrary: _toLibrary, ...headerLines } = HEADER_LINES;

/** The provider that is Spreekuur.nl, and not a XIS. */
export const SPREEKUUR = 'spreekuur';

/** The options of `verify`. */
export const VERIFY_OPTIONS = {
  url: libraryOption('baseUrl', { description: 'FHIR base of the XIS, or the base for callbacks of Spreekuur.nl.' }),
  ...XIS_OPTIONS,
  approvalType: libraryOption('approvalType'),
  states: {
    description: 'Endpoint for provider states; without it, states are found and set up in the XIS itself.',
    schema: httpUrlString(),
    expected: 'an http(s) url',
    placeholder: 'url',
  },
  statesHeader: { ...headerLines, description: "Header for that endpoint, 'Name: value'." },
  provider: {
    description: "Provider to verify: 'spreekuur', or the name of a XIS at the broker.",
    ...TEXT,
    placeholder: 'name',
    default: 'xis',
  },
  pact: {
    description: "Pact file to verify instead of the package's own.",
    schema: array(string({ minLength: 1 })),
    placeholder: 'file',
  },
  ...BROKER_OPTIONS,
  json: fileOption('Write the results as JSON'),
  junit: fileOption('Write the results as JUnit XML'),
} satisfies CommandTable;

/** The settings of `verify`. */
export type VerifySettings = Settings<typeof VERIFY_OPTIONS>;
