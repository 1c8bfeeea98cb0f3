import { type CommandTable, fileOption } from './command-options.ts';
import { VARIABLES } from './environment.ts';
import { commandTable, libraryOption, pickOptions } from './library-options.ts';
import { TOKEN_OPTIONS } from './token/options.ts';

/** The options of a connection that the library leaves to its caller. */
export const OWN_CONNECTION_OPTIONS = {
  ...TOKEN_OPTIONS,
  ca: fileOption('Certificates (PEM) of an authority to trust, beside those that this machine trusts'),
  clientCert: fileOption('Client certificate (PEM)', { requires: ['clientKey'] }),
  clientKey: fileOption(
    `Key (PEM) of the client certificate, with its pass phrase in ${VARIABLES.clientKeyPassphrase}`,
    {
      requires: ['clientCert'],
    },
  ),
} satisfies CommandTable;

/** The options of every command that connects to a XIS. */
export const CONNECTION_OPTIONS = {
  ...commandTable(pickOptions('timeoutMs', 'token', 'headers')),
  ...OWN_CONNECTION_OPTIONS,
};

/** The options of the forms that the publication leaves open. */
const FORM_OPTIONS = {
  organizationHeader: libraryOption('organizationHeader'),
  organizationFormat: libraryOption('organizationFormat'),
  dateFormat: libraryOption('dateFormat'),
  dateParameter: libraryOption('dateParameter'),
  practitionerStatus: libraryOption('practitionerStatus'),
  dialect: libraryOption('dialect'),
  readBack: libraryOption('readBack'),
} satisfies CommandTable;

/** The options of every command that books in a XIS: the practice, the patient and the connection. */
export const XIS_OPTIONS = {
  ...commandTable(
    pickOptions(
      ...(['organization', 'category', 'type'] as const),
      ...(['patient.reference', 'patient.display', 'patient.bsn', 'timeZone'] as const),
    ),
  ),
  ...FORM_OPTIONS,
  ...CONNECTION_OPTIONS,
};
